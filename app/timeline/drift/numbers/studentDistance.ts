import { studentPValue } from '../../../metrics/paired/pValues.ts';
import type { Distance } from '../samples.ts';

/**
 * Student's t of a difference of means, and its two-sided p-value. Without spread t is infinite and p 0 where the means differ,
 * as in scipy; NaN and null where they do not, or below one degree of freedom.
 */
export function studentDistance(difference: number, error: number, degrees: number): Distance {
  const score = difference / error;
  if (Number.isNaN(score) || !(degrees >= 1)) return { score: NaN, pValue: null };
  return { score, pValue: studentPValue(score, degrees) };
}
