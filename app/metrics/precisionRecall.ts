import type { Interval } from '../api/schemas/common.ts';
import { recallOf } from './accuracy.ts';
import { presentClasses, type ClassSums, type ConfusionSums } from './confusionSums.ts';
import { undefinedInterval } from './interval.ts';
import { independentMean } from './macroAverage.ts';
import { wilsonOf } from './wilson.ts';

/** Share of the rows predicted to be a class that are; null when nothing is predicted so. */
export function precisionOf(sums: ClassSums): Interval {
  return wilsonOf(sums.hit.weight, sums.predicted);
}

/** Of the positive class; without one, the mean over the classes that occur, undefined ones counting as 0. */
export function precision(sums: ConfusionSums, positive: number | null): Interval {
  return ofPositiveOrMean(sums, positive, precisionOf);
}

/** Of the positive class; without one, the mean over the classes that occur, undefined ones counting as 0. */
export function recall(sums: ConfusionSums, positive: number | null): Interval {
  return ofPositiveOrMean(sums, positive, recallOf);
}

function ofPositiveOrMean(sums: ConfusionSums, positive: number | null, metric: (one: ClassSums) => Interval): Interval {
  if (positive === null) return independentMean(presentClasses(sums).map(metric));
  const one = sums.classes[positive];
  return one ? metric(one) : undefinedInterval;
}
