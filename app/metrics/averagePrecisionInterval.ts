import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, undefinedInterval, unitRange, Z95 } from './interval.ts';
import { logistic, logit } from './logit.ts';
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
