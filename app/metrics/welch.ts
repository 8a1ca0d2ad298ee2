import type { Interval } from '../api/schemas/common.ts';
import { intervalOf } from './interval.ts';
import type { MeanTally } from './meanTally.ts';
import { studentPValue } from './paired/pValues.ts';
import { studentQuantile95 } from './studentQuantile.ts';

/** The mean of one group of rows minus that of another. */
export interface MeansDifference {
  difference: Interval;
  /** Of no difference against the first being greater. */
  upperPValue: number;
}

/**
 * Welch's t test of two means with different spreads (B. L. Welch, Biometrika 34, 1947), one-sided, and the 95 % interval of
 * the difference. Without two rows in each there is no interval, and p is 1.
 */
export function welch(first: MeanTally, second: MeanTally): MeansDifference {
  const value = first.mean - second.mean;
  if (!(first.rows > 1) || !(second.rows > 1)) {
    return { difference: { value: Number.isFinite(value) ? value : null, low: null, high: null }, upperPValue: 1 };
  }
  const [a, b] = [first.standardError ** 2, second.standardError ** 2];
  const error = Math.sqrt(a + b);
  if (!(error > 0)) return { difference: { value, low: value, high: value }, upperPValue: value > 0 ? 0 : 1 };
  const degrees = (a + b) ** 2 / (a ** 2 / (first.rows - 1) + b ** 2 / (second.rows - 1));
  const half = studentQuantile95(Math.max(1, degrees)) * error;
  const twoSided = studentPValue(value / error, Math.max(1, degrees));
  return {
    difference: intervalOf(value, value - half, value + half, [-Infinity, Infinity]),
    upperPValue: value > 0 ? twoSided / 2 : 1 - twoSided / 2,
  };
}
