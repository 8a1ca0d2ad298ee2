import type { Interval } from '../api/schemas/common.ts';
import { deltaError, smoothedCells, type ClassSums, type ConfusionSums } from './confusionSums.ts';
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

  const cells = smoothedCells(sums);
  const size = new Float64Array(sums.classes.length + 1);
  const hits = new Float64Array(sums.classes.length + 1);
  for (const cell of cells) {
    size[cell.actual] = (size[cell.actual] ?? 0) + cell.count;
    size[cell.predicted] = (size[cell.predicted] ?? 0) + cell.count;
    if (cell.actual === cell.predicted) hits[cell.actual] = (hits[cell.actual] ?? 0) + cell.count;
  }
  const loss = (k: number): number => (present[k] ? (2 * (hits[k] ?? 0)) / (size[k] ?? 1) ** 2 : 0);
  const error = deltaError(cells, (i, j) => (i === j && present[i] ? 2 / (size[i] ?? 1) : 0) - loss(i) - loss(j)) / count;
  let centre = 0;
  present.forEach((is, k) => (centre += is ? (2 * (hits[k] ?? 0)) / (size[k] ?? 1) / count : 0));
  return intervalOf(value, centre - Z95 * error, centre + Z95 * error, unitRange);
}
