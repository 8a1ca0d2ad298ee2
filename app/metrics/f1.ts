import type { Interval } from '../api/schemas/common.ts';
import { deltaError, scaledCells, smoothedCells, type ClassSums, type ConfusionSums, type TableCell } from './confusionSums.ts';
import { intervalOf, undefinedInterval, unitRange, Z95 } from './interval.ts';
import { wilsonOf } from './wilson.ts';

/**
 * F1 of one class: 2 J / (1 + J), J = hits / rows that are of the class or were predicted so. As F1 rises with J
 * and J is a plain proportion of those rows, Wilson's interval of J carries over. Null without such rows.
 */
export function f1Of(sums: ClassSums): Interval {
  const jaccard = wilsonOf(sums.hit.weight, {
    weight: sums.actual.weight + sums.predicted.weight - sums.hit.weight,
    squares: sums.actual.squares + sums.predicted.squares - sums.hit.squares,
  });
  if (jaccard.value === null) return undefinedInterval;
  const f1 = (j: number | null): number => (j === null ? NaN : (2 * j) / (1 + j));
  const value = (2 * sums.hit.weight) / (sums.actual.weight + sums.predicted.weight);
  return intervalOf(value, f1(jaccard.low), f1(jaccard.high), unitRange);
}

/** Of the positive class; without one, the mean over the classes that occur, with a delta-method interval. */
export function f1(sums: ConfusionSums, positive: number | null): Interval {
  if (positive !== null) {
    const one = sums.classes[positive];
    return one ? f1Of(one) : undefinedInterval;
  }
  return macroF1(sums);
}

function macroF1(sums: ConfusionSums): Interval {
  const present = sums.classes.map((one) => one.actual.weight > 0 || one.predicted.weight > 0);
  const count = present.filter(Boolean).length;
  if (count === 0) return undefinedInterval;
  const value = sums.classes.reduce((sum, one) => sum + (f1Of(one).value ?? 0), 0) / count;

  const smoothed = meanF1(smoothedCells(sums), present);
  const plain = meanF1(scaledCells(sums), present);
  // Smoothing draws towards the middle, which near the ends would cut off the outer bound: that comes from the plain table.
  const low = Math.min(smoothed.value - Z95 * smoothed.error, value < smoothed.value ? value - Z95 * plain.error : Infinity);
  const high = Math.max(smoothed.value + Z95 * smoothed.error, value > smoothed.value ? value + Z95 * plain.error : -Infinity);
  return intervalOf(value, low, high, unitRange);
}

/** Mean F1 of the classes of a table, and its standard error. */
function meanF1(cells: readonly TableCell[], present: readonly boolean[]): { value: number; error: number } {
  const size = new Float64Array(present.length + 1);
  const hits = new Float64Array(present.length + 1);
  for (const cell of cells) {
    size[cell.actual] = (size[cell.actual] ?? 0) + cell.count;
    size[cell.predicted] = (size[cell.predicted] ?? 0) + cell.count;
    if (cell.actual === cell.predicted) hits[cell.actual] = (hits[cell.actual] ?? 0) + cell.count;
  }
  const count = present.filter(Boolean).length;
  const loss = (k: number): number => (present[k] ? (2 * (hits[k] ?? 0)) / (size[k] ?? 1) ** 2 : 0);
  const slope = (i: number, j: number): number => (i === j && present[i] ? 2 / (size[i] ?? 1) : 0) - loss(i) - loss(j);
  let value = 0;
  present.forEach((is, k) => (value += is ? (2 * (hits[k] ?? 0)) / (size[k] ?? 1) / count : 0));
  return { value, error: deltaError(cells, slope) / count };
}
