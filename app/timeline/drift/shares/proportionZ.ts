import { normalPValue } from '../../../metrics/paired/pValues.ts';
import type { Distance } from '../samples.ts';

/**
 * z test of two proportions with their pooled variance, as in Evidently. Of counts of two categories; the score is z, positive
 * when the second category is more frequent in the reference. 0 where both samples have one and the same category only.
 */
export function proportionZ(reference: ArrayLike<number>, current: ArrayLike<number>): Distance {
  if (reference.length !== 2) return { score: NaN, pValue: NaN };
  const first = (reference[0] as number) + (reference[1] as number);
  const second = (current[0] as number) + (current[1] as number);
  const difference = (reference[1] as number) / first - (current[1] as number) / second;
  const pooled = ((reference[1] as number) + (current[1] as number)) / (first + second);
  if (difference === 0) return { score: 0, pValue: 1 };
  const score = difference / Math.sqrt(pooled * (1 - pooled) * (1 / first + 1 / second));
  return { score, pValue: normalPValue(score) };
}
