import type { Evaluation } from '../api/schemas/runs.ts';
import { rankCorrelations, type RankCorrelations } from './classCorrelations.ts';
import { ClassificationTally } from './classificationTally.ts';
import { evaluateClassification } from './evaluateClassification.ts';
import { evaluateRegression } from './evaluateRegression.ts';
import { medianFor } from './medianFor.ts';
import { RankTally } from './rankTally.ts';
import { RegressionTally } from './regressionTally.ts';
import { ResidualPass } from './residualPass.ts';
import type { ClassificationRows, RegressionRows } from './rows.ts';
import { ScoreSample } from './scoreSample.ts';
import { descendingOrder } from './sortOrder.ts';
import type { SortedMedian } from './sortedMedian.ts';

/**
 * Rank metrics of one class against the rest, for rows that lie in memory: sorts, then feeds a RankTally.
 * Rows without a known label or a prediction are left out, scores that are not finite counted.
 */
export function rankRows(
  rows: ClassificationRows,
  classCount: number,
  ofClass: number,
  options?: { curves?: boolean; oneOfMany?: boolean },
): RankTally {
  const tally = new RankTally(options);
  if (!rows.scores) return tally;
  const kept = new Int32Array(rows.rowCount);
  const keptScores = new Float64Array(rows.rowCount);
  let count = 0;
  for (let row = 0; row < rows.rowCount; row++) {
    const weight = rows.weight?.[row] ?? 1;
    if ((rows.actual[row] ?? -1) < 0 || (rows.predicted[row] ?? -1) < 0 || !(weight > 0 && weight < Infinity)) continue;
    const score = rows.scores[row * classCount + ofClass] ?? NaN;
    if (Number.isFinite(score)) {
      kept[count] = row;
      keptScores[count++] = score;
    } else tally.withoutScore++;
  }
  const scores = keptScores.subarray(0, count);
  for (const at of descendingOrder(scores)) {
    const row = kept[at] ?? 0;
    const weight = rows.weight?.[row] ?? 1;
    const positive = rows.actual[row] === ofClass ? weight : 0;
    const negative = weight - positive;
    tally.add(scores[at] ?? NaN, positive, negative, positive * positive, negative * negative);
  }
  return tally;
}

/** Every figure of classification rows that lie in memory. */
export function evaluateClassificationRows(
  rows: ClassificationRows,
  options: { classes: readonly string[]; positive: number | null; unknownLabels?: readonly string[] },
): Evaluation {
  const { classes, positive } = options;
  const tally = new ClassificationTally({ classCount: classes.length, positive, hasScores: rows.scores !== null });
  tally.add(rows);
  const ranked = positive === null ? classes.map((_, k) => k) : [positive];
  const ranks = rows.scores ? ranked.map((k) => rankRows(rows, classes.length, k, { oneOfMany: positive === null })) : null;
  let correlations: RankCorrelations | null = null;
  if (positive === null && rows.scores) {
    const sample = new ScoreSample(classes.length, 0);
    sample.add(rows, 0);
    correlations = rankCorrelations(sample);
  }
  return evaluateClassification({ tally, classes, unknownLabels: options.unknownLabels ?? [], ranks, correlations });
}

/** Every figure of regression rows that lie in memory. */
export function evaluateRegressionRows(rows: RegressionRows, options: { seed?: number } = {}): Evaluation {
  const tally = new RegressionTally(options);
  tally.add(rows);
  const second = new ResidualPass(tally);
  second.add(rows);
  return evaluateRegression({ tally, second, median: medianOfRows(rows, tally) });
}

export function medianOfRows(rows: RegressionRows, tally: RegressionTally): SortedMedian {
  const errors: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < rows.rowCount; row++) {
    const weight = rows.weight?.[row] ?? 1;
    const error = Math.abs((rows.predicted[row] ?? NaN) - (rows.actual[row] ?? NaN));
    if (!Number.isFinite(error) || !(weight > 0 && weight < Infinity)) continue;
    errors.push(error);
    weights.push(weight);
  }
  const median = medianFor(tally, rows.weight !== null);
  const keys = Float64Array.from(errors);
  for (const at of descendingOrder(keys).reverse()) median.add(errors[at] ?? NaN, weights[at] ?? 0);
  return median;
}
