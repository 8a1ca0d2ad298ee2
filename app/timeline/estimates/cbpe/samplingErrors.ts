import type { MetricName } from '../../../api/schemas/runs.ts';
import { ConfusionCells } from '../../../metrics/confusionCells.ts';
import { confusionSums, deltaError } from '../../../metrics/confusionSums.ts';
import { correlation } from '../../../metrics/mcc.ts';
import type { CbpeReference, SamplingModel } from './cbpeModel.ts';
import { expectedLoss } from './expectedLoss.ts';
import { rankErrors } from './rankErrors.ts';

/** Variance of the rows that a figure of one class is a mean of, over their share of all rows. */
interface ClassSpread {
  precision: number;
  recall: number;
  specificity: number;
  f1: number;
}

/**
 * Learned from the labels of the reference by NannyML's formulas (nannyml/sampling_error, 0.13). Two classes: the deviation of what a row
 * adds to the figure, over the root of the share of rows it is a mean over. More classes: root of the sum of the classes'
 * variances, over their number; the area under the ROC curve has its 1.2, and F1 goes without the factor it has with
 * two classes, as there. Balanced accuracy is put together from its recalls in the same manner; Matthews' coefficient by the
 * delta method; Brier score and log loss are plain means. NannyML has no such figures for these four.
 *
 * @param reference usable, labelled rows alone
 */
export function learnSamplingErrors(reference: CbpeReference, classCount: number, seed: number): SamplingModel {
  const { labels, decided } = reference;
  const n = labels.length;
  const cells = new ConfusionCells(classCount);
  for (let row = 0; row < n; row++) cells.add(labels[row] as number, decided[row] as number, 1);
  const sums = confusionSums(cells);
  const spreads = sums.classes.map((one): ClassSpread => {
    const tp = one.hit.weight;
    return classSpread({ tp, fp: one.predicted.weight - tp, fn: one.actual.weight - tp, n }, classCount);
  });
  const rank = rankErrors(reference, classCount, seed);
  const hits = sums.hits / n;
  const accuracy = Math.sqrt(hits * (1 - hits));
  const losses = lossErrors(reference);
  const table = [...cells.cells()].map(({ actual, predicted, weight }) => ({ actual, predicted, count: weight }));
  const mcc = deltaError(table, correlation(table, classCount).slope) * Math.sqrt(n);
  const errors: Partial<Record<MetricName, number>> = { accuracy, ...rank, ...losses, mcc };
  const [, positive] = spreads;
  if (classCount === 2 && positive) {
    for (const name of ['precision', 'recall', 'f1'] as const) errors[name] = Math.sqrt(positive[name]);
    errors.balancedAccuracy = Math.sqrt(positive.recall + positive.specificity) / 2;
  } else {
    const ofMean = (name: keyof ClassSpread): number =>
      Math.sqrt(spreads.reduce((sum, spread) => sum + spread[name], 0)) / classCount;
    for (const name of ['precision', 'recall', 'f1'] as const) errors[name] = ofMean(name);
    errors.balancedAccuracy = ofMean('recall');
  }
  return Object.fromEntries(Object.entries(errors).map(([name, error]) => [name, Number.isFinite(error) ? error : null]));
}

function classSpread({ tp, fp, fn, n }: { tp: number; fp: number; fn: number; n: number }, classCount: number): ClassSpread {
  /** Of ones and zeros, over the share of all rows that they are. */
  const spread = (hits: number, rows: number): number => ((hits / rows) * (1 - hits / rows)) / (rows / n);
  const relevant = tp + fp + fn;
  const factor = classCount === 2 ? relevant / (tp + (fp + fn) / 2) : 1;
  return {
    precision: spread(tp, tp + fp),
    recall: spread(tp, tp + fn),
    specificity: spread(n - relevant, n - tp - fn),
    f1: factor * factor * spread(tp, relevant),
  };
}

function lossErrors({ scores, labels }: CbpeReference): { brier: number; logLoss: number } {
  const brier = new Float64Array(labels.length);
  const logLoss = new Float64Array(labels.length);
  labels.forEach((label, row) => {
    const loss = expectedLoss(
      scores.map((one) => one[row] as number),
      (k) => Number(k === label),
    );
    brier[row] = loss.brier;
    logLoss[row] = loss.logLoss;
  });
  return { brier: deviation(brier), logLoss: deviation(logLoss) };
}

/** Population standard deviation. */
function deviation(numbers: Float64Array): number {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length);
}
