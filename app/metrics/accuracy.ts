import type { Interval } from '../api/schemas/common.ts';
import { labelKinds, type ClassSums, type ConfusionSums } from './confusionSums.ts';
import { undefinedInterval } from './interval.ts';
import { independentMean } from './macroAverage.ts';
import { wilsonOf } from './wilson.ts';

/** Share of rows predicted right; a label unknown to the model counts as wrong. Wilson interval. */
export function accuracy(sums: ConfusionSums): Interval {
  return wilsonOf(sums.hits, sums.all);
}

/** Mean recall of the model's classes that occur among the labels. Null with a single kind of label. */
export function balancedAccuracy(sums: ConfusionSums): Interval {
  if (labelKinds(sums) < 2) return undefinedInterval;
  return independentMean(sums.classes.filter((one) => one.actual.weight > 0).map(recallOf));
}

/** Share of the rows of a class that were predicted so; null without such rows. */
export function recallOf(sums: ClassSums): Interval {
  return wilsonOf(sums.hit.weight, sums.actual);
}
