import type { Interval } from '../api/schemas/common.ts';
import { deltaError, labelKinds, scaledCells, smoothedCells, type ConfusionSums } from './confusionSums.ts';
import { intervalOf, undefinedInterval, withoutInterval, Z95 } from './interval.ts';

const range = [-1, 1] as const;

/**
 * Matthews correlation coefficient, for any number of classes (Gorodkin 2004): the correlation of labels and
 * predictions. All labels unknown to the model are one class. 0 (without bounds) when every prediction is the same, null
 * when every label is. Interval: delta method on the cells, symmetric on Fisher's scale.
 */
export function mcc(sums: ConfusionSums): Interval {
  if (labelKinds(sums) < 2) return undefinedInterval;
  const classCount = sums.classes.length;
  const observed = scaledCells(sums);
  const plain = correlation(observed, classCount);
  if (sums.classes.filter((one) => one.predicted.weight > 0).length < 2) return withoutInterval(0);
  const cells = smoothedCells(sums);
  const smoothed = correlation(cells, classCount);
  const half = (Z95 * deltaError(cells, smoothed.slope)) / (1 - smoothed.value ** 2);
  const centre = Math.atanh(smoothed.value);
  // Smoothing draws towards the middle, which near the ends would cut off the outer bound: that comes from the plain table.
  const reach = Z95 * deltaError(observed, plain.slope);
  const low = Math.min(Math.tanh(centre - half), plain.value < smoothed.value ? plain.value - reach : Infinity);
  const high = Math.max(Math.tanh(centre + half), plain.value > smoothed.value ? plain.value + reach : -Infinity);
  return intervalOf(plain.value, low, high, range);
}

/** The coefficient of a table, and its derivative by each cell. */
export function correlation(
  cells: readonly { actual: number; predicted: number; count: number }[],
  classCount: number,
): { value: number; slope: (actual: number, predicted: number) => number } {
  const actual = new Float64Array(classCount + 1);
  const predicted = new Float64Array(classCount + 1);
  let total = 0;
  let hits = 0;
  for (const cell of cells) {
    actual[cell.actual] = (actual[cell.actual] ?? 0) + cell.count;
    predicted[cell.predicted] = (predicted[cell.predicted] ?? 0) + cell.count;
    total += cell.count;
    if (cell.actual === cell.predicted) hits += cell.count;
  }
  let cross = hits * total;
  let spreadActual = total * total;
  let spreadPredicted = total * total;
  for (let k = 0; k <= classCount; k++) {
    const t = actual[k] ?? 0;
    const p = predicted[k] ?? 0;
    cross -= t * p;
    spreadActual -= t * t;
    spreadPredicted -= p * p;
  }
  if (!(spreadActual > 0 && spreadPredicted > 0)) return { value: 0, slope: () => 0 };
  const root = Math.sqrt(spreadActual) * Math.sqrt(spreadPredicted);
  const value = cross / root;
  const slope = (i: number, j: number): number => {
    const crossSlope = (i === j ? total : 0) + hits - (actual[j] ?? 0) - (predicted[i] ?? 0);
    const spreadSlope = (total - (predicted[j] ?? 0)) / spreadPredicted + (total - (actual[i] ?? 0)) / spreadActual;
    return crossSlope / root - value * spreadSlope;
  };
  return { value, slope };
}
