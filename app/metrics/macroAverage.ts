import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, undefinedInterval, unitRange, withoutInterval } from './interval.ts';

/**
 * Mean of proportions over different rows (recalls of the classes, or their precisions), its interval put together
 * from theirs by squaring and adding the distances to either bound (MOVER: Newcombe 1998, Zou and Donner 2008).
 * Undefined ones count as 0, as in scikit-learn.
 */
export function independentMean(parts: readonly Interval[]): Interval {
  if (parts.length === 0) return undefinedInterval;
  let value = 0;
  let below = 0;
  let above = 0;
  for (const part of parts) {
    if (part.value === null) continue;
    value += part.value;
    below += (part.value - (part.low ?? NaN)) ** 2;
    above += ((part.high ?? NaN) - part.value) ** 2;
  }
  const n = parts.length;
  return intervalOf(value / n, (value - Math.sqrt(below)) / n, (value + Math.sqrt(above)) / n, unitRange);
}

/**
 * Mean of figures over the same rows (one against the rest, per class), which may err together: the mean of their
 * bounds, which is right when they fully do and wider than need be otherwise. Undefined ones are left out.
 */
export function dependentMean(parts: readonly Interval[]): Interval {
  const defined = parts.filter((part) => part.value !== null);
  if (defined.length === 0) return undefinedInterval;
  const mean = (pick: (part: Interval) => number | null): number =>
    defined.reduce((sum, part) => sum + (pick(part) ?? NaN), 0) / defined.length;
  const value = mean((part) => part.value);
  const low = mean((part) => part.low);
  const high = mean((part) => part.high);
  return Number.isNaN(low + high) ? withoutInterval(value) : intervalOf(value, low, high, unitRange);
}
