import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, undefinedInterval } from './interval.ts';

/**
 * The 95 % interval of the difference of two independent figures from their own intervals: for shares with Wilson's that of
 * R. G. Newcombe (Statistics in Medicine 17, 1998, method 10), for others G. Y. Zou and A. Donner's (Statistics in Medicine 27, 2008).
 * @param range of the difference
 */
export function figureDifference(
  first: Interval,
  second: Interval,
  range: readonly [number, number] = [-Infinity, Infinity],
): Interval {
  if (first.value === null || second.value === null) return undefinedInterval;
  const value = first.value - second.value;
  if (first.low === null || first.high === null || second.low === null || second.high === null) {
    return { value, low: null, high: null };
  }
  const below = Math.hypot(first.value - first.low, second.high - second.value);
  const above = Math.hypot(first.high - first.value, second.value - second.low);
  return intervalOf(value, value - below, value + above, range);
}

/** Of two shares. */
export function shareDifference(first: Interval, second: Interval): Interval {
  return figureDifference(first, second, [-1, 1]);
}
