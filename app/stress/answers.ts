// What became of the answers: which rows flipped, which lost theirs, and the rows as the metrics take them.
import type { Interval } from '../api/schemas/common.ts';
import type { Metrics } from '../api/schemas/runs.ts';
import { wilson } from '../metrics/wilson.ts';
import { classificationMetricsOfRows, regressionMetricsOfRows } from '../metrics/rowMetrics.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { takeDoubles, takeIntegers } from './columnRows.ts';
import type { StressTable } from './stressTable.ts';

/** A value that moves by more than this share of what it was on clean data has flipped. */
export const flipShare = 0.05;

export function hasAnswer({ classIndex, values }: PredictionBatch, row: number): boolean {
  if (classIndex) return (classIndex[row] as number) >= 0;
  const value = (values as Float64Array)[row] as number;
  return value === value;
}

/**
 * Whether the answer of a row is another than on clean data: another class; another value by more than 5 % of what it was; or
 * none any more. A row that had none on clean data has nothing to flip.
 */
export function isFlipped(clean: PredictionBatch, damaged: PredictionBatch, row: number): boolean {
  if (!hasAnswer(clean, row)) return false;
  if (!hasAnswer(damaged, row)) return true;
  if (clean.classIndex) return clean.classIndex[row] !== damaged.classIndex?.[row];
  const before = clean.values?.[row] as number;
  return Math.abs((damaged.values?.[row] as number) - before) > flipShare * Math.abs(before);
}

/** Share of the rows with an answer on clean data that flip, with Wilson's interval. `rows`: those that are there now. */
export function flipRate(clean: PredictionBatch, damaged: PredictionBatch, rows: Int32Array | null = null): Interval {
  if (clean === damaged) return wilson(0, countAnswers(clean, rows));
  const count = rows?.length ?? clean.rowCount;
  let flipped = 0;
  let judged = 0;
  for (let i = 0; i < count; i++) {
    const row = rows ? (rows[i] as number) : i;
    if (!hasAnswer(clean, row)) continue;
    judged++;
    if (isFlipped(clean, damaged, row)) flipped++;
  }
  return wilson(flipped / judged, judged);
}

export function countAnswers(answers: PredictionBatch, rows: Int32Array | null = null): number {
  const count = rows?.length ?? answers.rowCount;
  let answered = 0;
  for (let i = 0; i < count; i++) if (hasAnswer(answers, rows ? (rows[i] as number) : i)) answered++;
  return answered;
}

/** Every metric of the task, on these answers. Without labels there are none. */
export function metricsOf(
  table: StressTable,
  answers: PredictionBatch,
  change: { rows?: Int32Array | undefined; actual?: Int32Array | Float64Array | undefined } = {},
): Metrics {
  const { rows } = change;
  const actual = change.actual ?? table.actual;
  if (!actual) return {};
  const rowCount = rows?.length ?? table.rowCount;
  const weight = table.weight && rows ? takeDoubles(table.weight, rows) : table.weight;
  if (answers.values) {
    return regressionMetricsOfRows({
      rowCount,
      actual: rows ? takeDoubles(actual as Float64Array, rows) : (actual as Float64Array),
      predicted: rows ? takeDoubles(answers.values, rows) : answers.values,
      weight,
    });
  }
  const { scores } = answers;
  const classIndex = answers.classIndex as Int32Array;
  return classificationMetricsOfRows(
    {
      rowCount,
      actual: rows ? takeIntegers(actual as Int32Array, rows) : (actual as Int32Array),
      predicted: rows ? takeIntegers(classIndex, rows) : classIndex,
      scores: scores && rows ? takeDoubles(scores, rows, table.classes.length) : scores,
      weight,
    },
    table.classes.length,
    table.positive,
  );
}
