// Predictive power score: how well one column alone predicts another.
// F. Wetschoreck, T. Krabel, S. Krishnamurthy, 8080labs/ppscore (2020), its F1 and MAE form, as Deepchecks uses it: a decision tree of
// scikit-learn's default form, 4-fold cross-validation, at most 5,000 rows; missing cells are left out.
import type { ColumnSample } from '../sampleColumns.ts';
import { consecutiveFolds, stratifiedFolds } from './folds.ts';
import { lookUp } from './lookUp.ts';

export interface PredictivePower {
  /** 0 = no better than the naive guess, 1 = perfect. */
  score: number;
  /** Of the tree and of the naive guess: weighted F1, or the mean absolute error. */
  model: number;
  naive: number;
  rows: number;
}

const folds = 4;

/**
 * Of a class: (F1 − naive) / (1 − naive), at least 0; F1 weighted by class, mean of the folds. Naive is the better of always
 * the most frequent class and of guessing by the shares (whose F1 is Σ p²; ppscore shuffles the labels once instead).
 * Null for fewer than 4 rows or a single class.
 * @param labels class index per row, negative = missing
 */
export function classPower(sample: ColumnSample, labels: Int32Array, classCount: number): PredictivePower | null {
  const rows = usableRows(sample, (row) => (labels[row] as number) >= 0);
  const counts = new Float64Array(classCount);
  for (const row of rows) counts[labels[row] as number]!++;
  if (rows.length < folds || counts.filter((count) => count > 0).length < 2) return null;
  const fold = stratifiedFolds(
    rows.map((row) => labels[row] as number),
    classCount,
    folds,
  );
  let model = 0;
  for (let test = 0; test < folds; test++) {
    const train = rows.filter((_, at) => fold[at] !== test);
    const tested = rows.filter((_, at) => fold[at] === test);
    const table = lookUp(sample, train);
    const votes = new Float64Array(table.groups * classCount);
    for (const row of train) {
      const label = labels[row] as number;
      votes[table.groupOf(row) * classCount + label]!++;
      votes[table.fallback * classCount + label]!++;
    }
    const predicted = tested.map((row) => mostVotes(votes, table.groupOf(row) * classCount, classCount));
    model += weightedF1(
      tested.map((row) => labels[row] as number),
      predicted,
      classCount,
    );
  }
  model /= folds;
  const shares = Array.from(counts, (count) => count / rows.length);
  const most = Math.max(...shares);
  // Always the most frequent class: precision p, recall 1 for it, nothing for the others.
  const naive = Math.max(
    most * ((2 * most) / (1 + most)),
    shares.reduce((sum, share) => sum + share * share, 0),
  );
  return { score: model <= naive ? 0 : (model - naive) / (1 - naive), model, naive, rows: rows.length };
}

/**
 * Of a number: 1 − MAE / naive, at least 0; MAE is the mean of the folds, naive always says the median. Null for fewer than 4
 * rows, and where the median is never wrong.
 * @param target NaN = missing
 */
export function numberPower(sample: ColumnSample, target: Float64Array): PredictivePower | null {
  const rows = usableRows(sample, (row) => !Number.isNaN(target[row]));
  if (rows.length < folds) return null;
  const fold = consecutiveFolds(rows.length, folds);
  let model = 0;
  for (let test = 0; test < folds; test++) {
    const train = rows.filter((_, at) => fold[at] !== test);
    const tested = rows.filter((_, at) => fold[at] === test);
    const table = lookUp(sample, train);
    const sums = new Float64Array(table.groups);
    const counts = new Float64Array(table.groups);
    for (const row of train) {
      for (const group of [table.groupOf(row), table.fallback]) {
        sums[group]! += target[row] as number;
        counts[group]!++;
      }
    }
    const errors = tested.map((row) => {
      const group = table.groupOf(row);
      return Math.abs((target[row] as number) - (sums[group] as number) / (counts[group] as number));
    });
    model += errors.reduce((sum, error) => sum + error, 0) / tested.length;
  }
  model /= folds;
  const sorted = Float64Array.from(rows, (row) => target[row] as number).sort();
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  const naive = sorted.reduce((sum, value) => sum + Math.abs(value - median), 0) / sorted.length;
  if (!(naive > 0)) return null;
  return { score: Math.max(0, 1 - model / naive), model, naive, rows: rows.length };
}

function usableRows(sample: ColumnSample, hasTarget: (row: number) => boolean): number[] {
  const length = sample.kind === 'number' ? sample.values.length : sample.codes.length;
  const rows: number[] = [];
  for (let row = 0; row < length; row++) {
    const present = sample.kind === 'number' ? !Number.isNaN(sample.values[row]) : (sample.codes[row] as number) >= 0;
    if (present && hasTarget(row)) rows.push(row);
  }
  return rows;
}

/** Equal votes: the first class, as scikit-learn's argmax has it. */
function mostVotes(votes: Float64Array, first: number, classCount: number): number {
  let best = 0;
  for (let k = 1; k < classCount; k++) if ((votes[first + k] as number) > (votes[first + best] as number)) best = k;
  return best;
}

/** F1 of each class that occurs, weighted by how often; 0 where a class is neither predicted nor right. */
function weightedF1(actual: readonly number[], predicted: readonly number[], classCount: number): number {
  const hits = new Float64Array(classCount);
  const truths = new Float64Array(classCount);
  const guesses = new Float64Array(classCount);
  for (const [at, label] of actual.entries()) {
    truths[label]!++;
    guesses[predicted[at] as number]!++;
    if (predicted[at] === label) hits[label]!++;
  }
  let sum = 0;
  for (let k = 0; k < classCount; k++) {
    const both = (truths[k] as number) + (guesses[k] as number);
    if (both > 0) sum += (truths[k] as number) * ((2 * (hits[k] as number)) / both);
  }
  return sum / actual.length;
}
