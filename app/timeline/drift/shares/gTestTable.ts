import { deviance } from '../../../metrics/saddlePoint.ts';
import type { Distance } from '../samples.ts';
import { chiSquarePValue } from './chiSquarePValue.ts';
import { expectedFromBoth } from './expectedCounts.ts';

/**
 * G test of the contingency table of two rows, 2 Σ o ln(o / e) over both (R. R. Sokal and F. J. Rohlf, "Biometry", 1981): scipy's
 * chi2_contingency with lambda_="log-likelihood" and without correction. Finite for categories that one sample lacks.
 */
export function gTestTable(reference: ArrayLike<number>, current: ArrayLike<number>): Distance {
  const table = expectedFromBoth(reference, current);
  let score = 0;
  for (let i = 0; i <= table.degrees; i++) {
    score += 2 * deviance(table.reference[i] as number, table.expectedReference[i] as number);
    score += 2 * deviance(table.current[i] as number, table.expectedCurrent[i] as number);
  }
  return { score, pValue: chiSquarePValue(score, table.degrees) };
}
