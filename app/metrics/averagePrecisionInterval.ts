import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, undefinedInterval, unitRange, Z95 } from './interval.ts';
import { logistic, logit } from './logit.ts';
import type { ClassFigure } from './macroAverage.ts';
import { wilson } from './wilson.ts';

/**
 * Logit interval of average precision (Boyd, Eng and Page, "Area under the precision-recall curve: point
 * estimates and confidence intervals", ECML PKDD 2013): logit(value) ± z / √(n value (1 - value)), n = positives.
 * At 0 or 1 that scale ends; Wilson's interval over the positives stands in.
 */
export function averagePrecisionInterval(value: number, positives: number): Interval {
  if (!(positives > 0) || !Number.isFinite(value)) return undefinedInterval;
  if (value <= 0 || value >= 1) return wilson(Math.min(1, Math.max(0, value)), positives);
  const half = Z95 / Math.sqrt(positives * value * (1 - value));
  return intervalOf(value, logistic(logit(value) - half), logistic(logit(value) + half), unitRange);
}

/**
 * The average precision of one class on its way into a mean over classes, its bias taken off: logit bounds with the variance
 * from the influence of every row where there are enough of them, that of Boyd, Eng and Page for a single positive row.
 */
export function averagePrecisionFigure(
  value: number,
  spread: { variance: number; bias: number },
  positives: number,
): ClassFigure | null {
  if (!(positives > 0) || !Number.isFinite(value)) return null;
  const centre = value - spread.bias;
  if (centre <= 0 || centre >= 1) {
    const { low, high } = wilson(Math.min(1, Math.max(0, centre)), positives);
    return { value, centre, low: low ?? centre, high: high ?? centre, degrees: Infinity };
  }
  const known = positives > 1 && spread.variance > 0;
  // Besides the mean, the number of positive rows itself is found from the sample.
  const variance = known ? (spread.variance * (positives + 1)) / (positives - 1) : (centre * (1 - centre)) / positives;
  const half = (Z95 * Math.sqrt(variance)) / (centre * (1 - centre));
  return {
    value,
    centre,
    low: logistic(logit(centre) - half),
    high: logistic(logit(centre) + half),
    degrees: known ? positives - 1 : Infinity,
  };
}
