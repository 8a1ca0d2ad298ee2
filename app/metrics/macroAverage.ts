import type { Interval } from '../api/schemas/common.ts';
import type { ClassCorrelations } from './classCorrelations.ts';
import { intervalOf, undefinedInterval, unitRange, withoutInterval, Z95 } from './interval.ts';
import { studentQuantile95 } from './studentQuantile.ts';

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

/** A figure of one class against the rest, on its way into a mean over the classes. */
export interface ClassFigure {
  value: number;
  /** The value less its bias. */
  centre: number;
  /** Bounds by the normal quantile. */
  low: number;
  high: number;
  /** Of freedom, of the variance behind the bounds; infinite for score intervals. */
  degrees: number;
}

/**
 * Mean of figures over the same rows (one against the rest, per class), whose errors go together: the variance of the
 * mean is that of the classes put together with their correlations, its interval by Student's quantile for the degrees of
 * freedom of the whole (Satterthwaite). Without correlations they count as 1, which is right when all classes err
 * together and wider than need be otherwise. The bounds of a class lie askew; the mean of many independent ones hardly
 * does, of ones that err together as much as theirs: skewness falls with the effective number of classes (as in the expansion
 * of Cornish and Fisher). Undefined ones (null) are left out.
 */
export function correlatedMean(figures: readonly (ClassFigure | null)[], correlations: ClassCorrelations | null): Interval {
  const halves = new Float64Array(figures.length);
  let count = 0;
  let value = 0;
  let centre = 0;
  let sum = 0;
  let lean = 0;
  let variance = 0;
  let uncertainty = 0;
  for (const [k, figure] of figures.entries()) {
    if (!figure) continue;
    const half = (figure.high - figure.low) / 2;
    halves[k] = half;
    count++;
    value += figure.value;
    centre += figure.centre;
    sum += half;
    lean += figure.centre - (figure.high + figure.low) / 2;
    variance += half * half;
    uncertainty += half ** 4 / figure.degrees;
  }
  if (count === 0) return undefinedInterval;
  if (sum === 0) return withoutInterval(value / count);
  const degrees = Math.max(1, variance ** 2 / uncertainty);
  const stretch = degrees < Infinity ? studentQuantile95(degrees) / Z95 : 1;
  const spread = correlations ? correlations.spread(halves) : sum * sum;
  const half = stretch * Math.sqrt(spread);
  const shift = (lean * spread) / (sum * sum);
  return intervalOf(value / count, (centre - shift - half) / count, (centre - shift + half) / count, unitRange);
}
