import { deviance } from '../../../metrics/saddlePoint.ts';
import type { Distance } from '../samples.ts';
import { chiSquarePValue } from './chiSquarePValue.ts';
import { expectedFromReference } from './expectedCounts.ts';

/**
 * G test of goodness of fit, 2 Σ o ln(o / e) with o the current counts and e the reference scaled to their number, as in
 * Evidently. As with chiSquareFit, a category that the reference lacks gives infinity, p 0.
 */
export function gTest(reference: ArrayLike<number>, current: ArrayLike<number>): Distance {
  const { current: observed, expectedCurrent, degrees } = expectedFromReference(reference, current);
  // The same sum: observed and expected counts have the same total.
  const score = observed.reduce((sum, o, i) => {
    const e = expectedCurrent[i] as number;
    return sum + (e === 0 ? Infinity : 2 * deviance(o, e));
  }, 0);
  return { score, pValue: chiSquarePValue(score, degrees) };
}
