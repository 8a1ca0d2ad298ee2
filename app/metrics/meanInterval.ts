import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, positiveRange, undefinedInterval, withoutInterval } from './interval.ts';
import type { MeanTally } from './meanTally.ts';
import { studentQuantile95 } from './studentQuantile.ts';

/**
 * Interval of a mean that cannot be negative (a loss): mean ± t s/√n by the central limit theorem.
 * Null bounds below two (effective) rows.
 */
export function meanInterval(tally: MeanTally, range: readonly [number, number] = positiveRange): Interval {
  if (!(tally.weight > 0)) return undefinedInterval;
  if (!(tally.rows > 1)) return withoutInterval(tally.mean);
  const half = studentQuantile95(Math.max(1, tally.rows - 1)) * tally.standardError;
  return intervalOf(tally.mean, tally.mean - half, tally.mean + half, range);
}
