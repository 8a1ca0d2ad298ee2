import type { Distance } from '../samples.ts';
import { chiSquarePValue } from './chiSquarePValue.ts';
import { expectedFromBoth } from './expectedCounts.ts';

/**
 * Pearson's χ² of the contingency table of two rows, as in NannyML and alibi-detect: scipy's chi2_contingency.
 * @param yates whether differences from what is expected are first made smaller by up to ½ where there are just two cells,
 * which is scipy's default (F. Yates, 1934)
 */
export function chiSquareTable(reference: ArrayLike<number>, current: ArrayLike<number>, yates = false): Distance {
  const table = expectedFromBoth(reference, current);
  const correction = yates && table.degrees === 1 ? 0.5 : 0;
  let score = 0;
  for (let i = 0; i <= table.degrees; i++) {
    const [first, second] = [table.expectedReference[i] as number, table.expectedCurrent[i] as number];
    const difference = Math.abs((table.reference[i] as number) - first);
    score += Math.max(0, difference - correction) ** 2 * (1 / first + 1 / second);
  }
  return { score, pValue: chiSquarePValue(score, table.degrees) };
}
