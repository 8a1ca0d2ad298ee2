import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, positiveRange, undefinedInterval, withoutInterval } from './interval.ts';
import type { MeanTally } from './meanTally.ts';
import { studentQuantile95 } from './studentQuantile.ts';

/**
 * Interval of the mean of a loss, which cannot be negative and is mostly skewed: t s/√n by the central limit theorem,
 * laid off on the logarithmic scale. That holds the true mean more often than the symmetric one, most of all for squared
 * errors with heavy tails. Where the scale would run away (fewer rows than tell anything) it goes on in a straight line.
 * Null bounds below two (effective) rows.
 */
export function meanInterval(tally: MeanTally, range: readonly [number, number] = positiveRange): Interval {
  const { mean, weight, rows } = tally;
  if (!(weight > 0)) return undefinedInterval;
  if (!(rows > 1)) return withoutInterval(mean);
  const half = studentQuantile95(Math.max(1, rows - 1)) * tally.standardError;
  if (!(mean > 0)) return intervalOf(mean, mean - half, mean + half, range);
  const reach = half / mean;
  const high = mean * (reach <= 1 ? Math.exp(reach) : Math.E * reach);
  return intervalOf(mean, mean * Math.exp(-reach), high, range);
}
