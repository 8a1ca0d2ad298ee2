// Two ways of answering the same rows, side by side: every figure of either, and the gain with its interval.
import type { Interval } from '../../api/schemas/common.ts';
import type { HardenMetric } from '../../api/schemas/harden.ts';
import type { Metrics } from '../../api/schemas/runs.ts';
import { evaluateClassificationRows, evaluateRegressionRows } from '../../metrics/evaluateRows.ts';
import { intervalOf, undefinedInterval } from '../../metrics/interval.ts';
import { MeanTally } from '../../metrics/meanTally.ts';
import { PairedClassification } from '../../metrics/paired/pairedClassification.ts';
import { PairedRegression } from '../../metrics/paired/pairedRegression.ts';
import { pairedMean, tDifference, type Difference } from '../../metrics/paired/tDifference.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import type { StressTable } from '../stressTable.ts';

export interface Cost {
  falsePositive: number;
  falseNegative: number;
}

/** The rows that are judged: those of one half, in the order of its answers. */
export interface JudgedRows {
  task: StressTable['task'];
  classCount: number;
  positive: number | null;
  actual: Int32Array | Float64Array;
  weight: Float64Array | null;
  /** 0-based, of the dataset. */
  rowNumbers: Float64Array;
  /** What is said of a row that gets no answer: the shares of the classes, or the mean, of the half that repairs are chosen on. */
  atChance: Float64Array;
}

export interface Gain {
  /** Positive = better. 95 %. */
  gain: Interval;
  pValue: number | null;
}

export function isHigherBetter(metric: HardenMetric): boolean {
  return !['logLoss', 'brier', 'ece', 'mae', 'rmse', 'mape', 'medianAe', 'cost'].includes(metric);
}

/** The gain of `after` over `before` in a metric, paired row by row. */
export async function gainOf(
  rows: JudgedRows,
  answers: { before: PredictionBatch; after: PredictionBatch },
  about: { metric: HardenMetric; cost: Cost | null; seed: number },
): Promise<Gain> {
  const before = answered(rows, answers.before);
  const after = answered(rows, answers.after);
  const { metric } = about;
  if (metric === 'cost')
    return signed(costDifference(rows, { before, after }, about.cost ?? { falsePositive: 1, falseNegative: 1 }), false);
  if (metric === 'accuracyAnswered') return signed(answeredDifference(rows, after), true);
  const found = (await pairedFigures(rows, { before, after }, about)).find((figure) => figure.metric === metric);
  return found ? signed(found, isHigherBetter(metric)) : { gain: undefinedInterval, pValue: null };
}

function signed({ difference, pValue }: Difference, isHigher: boolean): Gain {
  const { value, low, high } = difference;
  if (isHigher) return { gain: difference, pValue };
  const minus = (x: number | null): number | null => (x === null ? null : 0 - x);
  return { gain: { value: minus(value), low: minus(high), high: minus(low) }, pValue };
}

/** Every figure of these answers. Rows without an answer count as wrong, at chance. */
export function figuresOf(rows: JudgedRows, answers: PredictionBatch): Metrics {
  const batch = answered(rows, answers);
  const { actual, weight, classCount, positive } = rows;
  if (actual instanceof Float64Array) {
    const predicted = batch.values as Float64Array;
    return evaluateRegressionRows({ rowCount: actual.length, actual, predicted, weight }).metrics;
  }
  const predicted = batch.classIndex as Int32Array;
  const classes = Array.from({ length: classCount }, (_, k) => String(k));
  const judged = { rowCount: actual.length, actual, predicted, scores: batch.scores, weight };
  return evaluateClassificationRows(judged, { classes, positive }).metrics;
}

async function pairedFigures(
  rows: JudgedRows,
  { before, after }: { before: PredictionBatch; after: PredictionBatch },
  { metric, seed }: { metric: HardenMetric; seed: number },
) {
  const { actual, weight, rowNumbers, classCount, positive } = rows;
  const rowCount = actual.length;
  if (actual instanceof Float64Array) {
    const paired = new PairedRegression({ rows: rowCount, seed });
    paired.add({ rowCount, rowNumbers, weight, actual, a: before.values as Float64Array, b: after.values as Float64Array });
    return paired.finish();
  }
  // What needs an order is left out where nobody asks for it: sorting is most of the work.
  const needsScores = ['logLoss', 'brier', 'ece', 'rocAuc', 'averagePrecision'].includes(metric);
  const hasScores = needsScores && before.scores !== null && after.scores !== null;
  const side = (batch: PredictionBatch) => ({
    actual,
    predicted: batch.classIndex as Int32Array,
    // A copy: rows that one of the two has no scores for are left out of both, in place.
    scores: hasScores ? (batch.scores as Float64Array).slice() : null,
  });
  const paired = new PairedClassification({
    a: { classCount, positive },
    b: { classCount, positive },
    hasScores,
    rows: rowCount,
    seed,
  });
  paired.add({ rowCount, rowNumbers, weight, a: side(before), b: side(after) });
  return paired.finish();
}

/** Answers with the rows that got none filled in: a wrong class with scores at chance, or the mean. */
export function answered(rows: JudgedRows, batch: PredictionBatch): PredictionBatch {
  const { actual, classCount, atChance } = rows;
  if (batch.values) {
    if (!batch.values.some(Number.isNaN)) return batch;
    return { ...batch, values: batch.values.map((value) => (value === value ? value : (atChance[0] as number))) };
  }
  const { classIndex, scores } = batch;
  if (!classIndex?.includes(-1)) return batch;
  const filled = { classIndex: classIndex.slice(), scores: scores?.slice() ?? null };
  for (let row = 0; row < actual.length; row++) {
    if (classIndex[row] !== -1) continue;
    filled.classIndex[row] = ((actual[row] as number) + 1) % classCount;
    filled.scores?.set(atChance, row * classCount);
  }
  return { ...batch, ...filled };
}

function costDifference(
  rows: JudgedRows,
  { before, after }: { before: PredictionBatch; after: PredictionBatch },
  cost: Cost,
): Difference {
  const costAt = (batch: PredictionBatch, row: number): number => {
    if (batch.classIndex?.[row] === rows.actual[row]) return 0;
    return rows.actual[row] === rows.positive ? cost.falseNegative : cost.falsePositive;
  };
  const tally = new MeanTally();
  for (let row = 0; row < rows.actual.length; row++) {
    tally.add(costAt(after, row) - costAt(before, row), rows.weight?.[row] ?? 1);
  }
  return pairedMean(tally);
}

/**
 * Accuracy among the rows that are not marked, minus accuracy of all. Both are means over the same rows, so that each row
 * moves the difference by (1 - m)(right - a) / c - (right - b), m its mark, a and b the two accuracies and c the share that
 * is not marked (delta method for a ratio); Student's t with the spread of these.
 */
function answeredDifference(rows: JudgedRows, batch: PredictionBatch): Difference {
  const method = 'influence of every row on both accuracies, Student t';
  const [all, open] = [new MeanTally(), new MeanTally()];
  const right = (row: number): number => (batch.classIndex?.[row] === rows.actual[row] ? 1 : 0);
  const isOpen = (row: number): boolean => batch.abstained?.[row] !== 1;
  const weightOf = (row: number): number => rows.weight?.[row] ?? 1;
  for (let row = 0; row < rows.actual.length; row++) {
    all.add(right(row), weightOf(row));
    if (isOpen(row)) open.add(right(row), weightOf(row));
  }
  const share = open.weight / all.weight;
  if (!(share > 0)) return { difference: undefinedInterval, pValue: null, method };
  const moves = new MeanTally();
  for (let row = 0; row < rows.actual.length; row++) {
    const own = right(row);
    moves.add((isOpen(row) ? (own - open.mean) / share : 0) - (own - all.mean), weightOf(row));
  }
  return tDifference(open.mean - all.mean, moves.standardError, moves.rows - 1, method);
}

/** An interval at another level: each side widened by the ratio of the normal quantiles. */
export function widened({ value, low, high }: Interval, ratio: number): Interval {
  if (value === null || low === null || high === null) return { value, low, high };
  return intervalOf(value, value - ratio * (value - low), value + ratio * (high - value), [-Infinity, Infinity]);
}
