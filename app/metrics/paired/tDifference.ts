import type { Interval } from '../../api/schemas/common.ts';
import type { MetricName } from '../../api/schemas/runs.ts';
import { intervalOf } from '../interval.ts';
import type { MeanTally } from '../meanTally.ts';
import { studentQuantile95 } from '../studentQuantile.ts';
import { studentPValue } from './pValues.ts';

/** Second minus first, with its 95 % interval and the two-sided p-value of no difference. */
export interface Difference {
  difference: Interval;
  pValue: number | null;
  /** In words. */
  method: string;
}

/** A metric of either, and the difference. */
export interface PairedFigure extends Difference {
  metric: MetricName;
  a: number | null;
  b: number | null;
}

/**
 * value ± t × error, and the p-value of t = value / error.
 * @param degrees of freedom; below one row more than that there is no interval
 */
export function tDifference(value: number, error: number, degrees: number, method: string): Difference {
  if (!Number.isFinite(value)) return undefinedDifference(method);
  if (!Number.isFinite(error) || !(degrees > 0)) {
    return { difference: { value, low: null, high: null }, pValue: null, method };
  }
  if (error === 0 && value === 0) return withoutSpread(value, method);
  // Every row differs by the same, as far as these rows tell.
  if (error === 0) return { difference: { value, low: value, high: value }, pValue: 0, method };
  const freedom = Math.max(1, degrees);
  const half = (freedom > 1e9 ? studentQuantile95(1e9) : studentQuantile95(freedom)) * error;
  const difference = intervalOf(value, value - half, value + half, [-Infinity, Infinity]);
  return { difference, pValue: studentPValue(value / error, freedom), method };
}

/** Not a single row speaks for a difference: how sure that is cannot be told from these rows. */
export function withoutSpread(value: number, method: string): Difference {
  return { difference: { value, low: null, high: null }, pValue: value === 0 ? 1 : null, method };
}

export function undefinedDifference(method: string): Difference {
  return { difference: { value: null, low: null, high: null }, pValue: null, method };
}

/** The paired t interval and test of a mean of differences. */
export function pairedMean(tally: MeanTally): Difference {
  const value = tally.weight > 0 ? tally.mean : NaN;
  return tDifference(value, tally.standardError, tally.rows - 1, 'paired t over rows');
}
