import type { Interval } from '../api/schemas/common.ts';

/** The standard normal quantile behind every two-sided 95 % interval. */
export const Z95 = 1.959963984540054;

/** A figure that the rows at hand do not define. */
export const undefinedInterval: Interval = Object.freeze({ value: null, low: null, high: null });

function finiteOrNull(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

/**
 * A figure with its interval. Anything not finite becomes null, bounds are cut to the range
 * of the metric, and rounding never leaves the value outside its own interval.
 */
export function intervalOf(value: number, low: number, high: number, range: readonly [number, number]): Interval {
  if (!Number.isFinite(value)) return undefinedInterval;
  if (Number.isNaN(low) || Number.isNaN(high)) return { value, low: null, high: null };
  return {
    value,
    low: finiteOrNull(Math.max(range[0], Math.min(low, value))),
    high: finiteOrNull(Math.min(range[1], Math.max(high, value))),
  };
}

/** A figure whose interval cannot be told from these rows (a single row, a spread of zero). */
export function withoutInterval(value: number): Interval {
  return Number.isFinite(value) ? { value, low: null, high: null } : undefinedInterval;
}

/** Value and bounds times a factor. */
export function scaledInterval({ value, low, high }: Interval, factor: number): Interval {
  const times = (x: number | null): number | null => (x === null ? null : x * factor);
  return { value: times(value), low: times(low), high: times(high) };
}

export const unitRange = [0, 1] as const;
export const positiveRange = [0, Infinity] as const;
