import type { Distance } from '../samples.ts';
import { chiSquarePValue } from './chiSquarePValue.ts';
import { expectedFromReference } from './expectedCounts.ts';

/**
 * Pearson's χ² of goodness of fit, Σ (o - e)² / e with o the current counts and e the reference scaled to their number, as in
 * Evidently. It takes the reference for exact: one row of a category that the reference lacks gives infinity, p 0.
 */
export function chiSquareFit(reference: ArrayLike<number>, current: ArrayLike<number>): Distance {
  const { current: observed, expectedCurrent, degrees } = expectedFromReference(reference, current);
  const score = observed.reduce((sum, o, i) => {
    const e = expectedCurrent[i] as number;
    return sum + (e === 0 ? Infinity : (o - e) ** 2 / e);
  }, 0);
  return { score, pValue: chiSquarePValue(score, degrees) };
}
