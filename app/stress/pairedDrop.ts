// How much worse a metric is than on clean data, row by row: what differs is the damage, not the rows.
import type { Interval } from '../api/schemas/common.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import { InfluenceSum } from '../metrics/paired/influenceSum.ts';
import { PairedClassification } from '../metrics/paired/pairedClassification.ts';
import { PairedRegression } from '../metrics/paired/pairedRegression.ts';
import { usableWeight } from '../metrics/paired/pairedRows.ts';
import { rankInfluences, type RankInfluences } from '../metrics/paired/rankInfluences.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { flipRate, hasAnswer } from './answers.ts';
import { takeDoubles, takeIntegers } from './columnRows.ts';
import { isHigherBetter } from './relativeScore.ts';
import type { StressTable } from './stressTable.ts';

/** Of damaged answers over the whole table: clean minus damaged (damaged minus clean where lower is better); positive = worse. */
export type DropMeter = (damaged: PredictionBatch) => Promise<Interval>;

/** Rows that are judged both times, and what is true and was said of them on clean data. */
interface CleanSide {
  rows: Int32Array;
  rowNumbers: Float64Array;
  weight: Float64Array | null;
  actual: Int32Array | Float64Array;
  predicted: Int32Array | Float64Array;
  scores: Float64Array | null;
  /** Of each class, for metrics of the order; made when first asked for. */
  influences: (RankInfluences | null)[] | null;
}

/**
 * Judged are the rows with a label that get an answer both times; those that lose it are counted elsewhere. Intervals as of the
 * comparison of two runs on the same rows (app/metrics/paired). Without labels (`agreement`) the drop is the flip rate.
 */
export function createDropMeter(table: StressTable, clean: PredictionBatch, metric: StressMetric): DropMeter {
  if (metric === 'agreement' || !table.actual) return async (damaged) => flipRate(clean, damaged);
  const classCount = table.classes.length;
  const isOrder = metric === 'rocAuc' || metric === 'averagePrecision';
  const all = cleanSide(table, clean, (row) => isJudged(table, row, isOrder) && isUsable(table, clean, row));
  const sign = isHigherBetter(metric) ? -1 : 1;

  return async (damaged) => {
    const side = cleanSide(table, clean, (row) => isUsable(table, damaged, row), all);
    const difference = isOrder
      ? orderDifference(metric, side, damaged, table)
      : await figureDifference(metric, side, damaged, { classCount, positive: table.positive });
    return signed(difference, sign);
  };
}

function signed({ value, low, high }: Interval, sign: 1 | -1): Interval {
  const times = (x: number | null): number | null => (x === null ? null : sign * x + 0);
  return sign === 1 ? { value, low, high } : { value: times(value), low: times(high), high: times(low) };
}

/** @param all the rows that are judged on clean data; given back as it is where none of them is left out */
function cleanSide(table: StressTable, clean: PredictionBatch, keeps: (row: number) => boolean, all?: CleanSide): CleanSide {
  const candidates = all?.rows ?? Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const kept: number[] = [];
  for (const row of candidates) if (keeps(row)) kept.push(row);
  if (all && kept.length === all.rows.length) return all;
  const rows = Int32Array.from(kept);
  const { actual, weight } = table;
  return {
    rows,
    rowNumbers: takeDoubles(table.rowNumbers, rows),
    weight: weight && takeDoubles(weight, rows),
    actual: actual instanceof Float64Array ? takeDoubles(actual, rows) : knownLabels(takeIntegers(actual as Int32Array, rows)),
    ...said(clean, rows, table.classes.length),
    influences: null,
  };
}

/** Rows with a label; for metrics of the order one that the model knows. */
function isJudged({ actual, weight }: StressTable, row: number, isOrder: boolean): boolean {
  const label = actual?.[row] as number;
  if (usableWeight(weight, row) === 0) return false;
  if (actual instanceof Float64Array) return Number.isFinite(label);
  return isOrder ? label >= 0 : label !== -1;
}

function isUsable({ classes }: StressTable, answers: PredictionBatch, row: number): boolean {
  return hasAnswer(answers, row) && hasFiniteScores(answers.scores, row, classes.length);
}

function hasFiniteScores(scores: Float64Array | null, row: number, classCount: number): boolean {
  if (!scores) return true;
  for (let k = row * classCount; k < (row + 1) * classCount; k++) if (!Number.isFinite(scores[k])) return false;
  return true;
}

/** Labels that the model does not know are one and the same to the paired metrics. */
function knownLabels(actual: Int32Array): Int32Array {
  for (let i = 0; i < actual.length; i++) if ((actual[i] as number) < 0) actual[i] = -2;
  return actual;
}

function said(answers: PredictionBatch, rows: Int32Array, classCount: number): Pick<CleanSide, 'predicted' | 'scores'> {
  if (answers.values) return { predicted: takeDoubles(answers.values, rows), scores: null };
  return {
    predicted: takeIntegers(answers.classIndex as Int32Array, rows),
    scores: answers.scores && takeDoubles(answers.scores, rows, classCount),
  };
}

/** Damaged minus clean, by the figures of either. */
async function figureDifference(
  metric: Exclude<StressMetric, 'agreement'>,
  side: CleanSide,
  damaged: PredictionBatch,
  model: { classCount: number; positive: number | null },
): Promise<Interval> {
  const { rows, rowNumbers, weight, actual, predicted, scores } = side;
  const after = said(damaged, rows, model.classCount);
  const rowCount = rows.length;
  if (actual instanceof Float64Array) {
    const paired = new PairedRegression({ rows: rowCount, seed: 0 });
    const b = after.predicted as Float64Array;
    paired.add({ rowCount, rowNumbers, weight, actual, a: predicted as Float64Array, b });
    return differenceOf(await paired.finish(), metric);
  }
  const needsScores = metric === 'logLoss' || metric === 'brier' || metric === 'ece';
  const paired = new PairedClassification({
    a: model,
    b: model,
    hasScores: needsScores && scores !== null,
    withOrder: false,
    rows: rowCount,
    seed: 0,
  });
  paired.add({
    rowCount,
    rowNumbers,
    weight,
    a: { actual, predicted: predicted as Int32Array, scores: needsScores ? scores : null },
    b: { actual, predicted: after.predicted as Int32Array, scores: needsScores ? after.scores : null },
  });
  return differenceOf(await paired.finish(), metric);
}

function differenceOf(figures: readonly { metric: string; difference: Interval }[], metric: string): Interval {
  return figures.find((figure) => figure.metric === metric)?.difference ?? { value: null, low: null, high: null };
}

/**
 * As PairedRanks: DeLong's covariance for ROC AUC, the influence of every row for average precision, Student t. What concerns
 * the clean scores alone is worked out once.
 */
function orderDifference(
  metric: 'rocAuc' | 'averagePrecision',
  side: CleanSide,
  damaged: PredictionBatch,
  { classes, positive }: StressTable,
): Interval {
  const ranked = positive === null ? classes.map((_, k) => k) : [positive];
  const influencesOf = (answers: Float64Array | null): (RankInfluences | null)[] =>
    ranked.map((k) => answers && rankInfluences(everyNth(answers, k, classes.length), (i) => side.actual[i] === k, side.weight));
  side.influences ??= influencesOf(side.scores);
  const after = influencesOf(damaged.scores && takeDoubles(damaged.scores, side.rows, classes.length));
  const name = metric === 'rocAuc' ? 'ofRocAuc' : 'ofAveragePrecision';
  const both = side.influences.flatMap((before, i) => (before && after[i] ? [{ before, after: after[i] }] : []));
  if (both.length === 0) return { value: null, low: null, high: null };
  const sum = new InfluenceSum();
  const one = { rows: 1, weight: 1, squares: 1, fourths: 1 };
  for (let row = 0; row < side.rows.length; row++) {
    let moved = 0;
    for (const pair of both) moved += (pair.after[name][row] as number) - (pair.before[name][row] as number);
    const w = side.weight?.[row] ?? 1;
    sum.add(moved / both.length, w === 1 ? one : { rows: 1, weight: w, squares: w * w, fourths: w ** 4 });
  }
  const value = both.reduce((total, pair) => total + pair.after[metric] - pair.before[metric], 0) / both.length;
  return sum.difference(value, '', metric === 'rocAuc').difference;
}

function everyNth(values: Float64Array, from: number, step: number): Float64Array {
  const taken = new Float64Array(values.length / step);
  for (let i = 0; i < taken.length; i++) taken[i] = values[i * step + from] as number;
  return taken;
}
