import { chiSquareTable } from './chiSquareTable.ts';

/**
 * Cramér's V of the contingency table of two rows with the correction for bias of W. Bergsma (J. Korean Stat. Soc. 42, 2013):
 * √(φ² / min(k' - 1, r' - 1)), φ² = max(0, χ² / n - (k - 1)(r - 1) / (n - 1)), k' = k - (k - 1)² / (n - 1), r' alike. From 0 for
 * alike to 1 for nothing in common when both samples have one size; lower with sizes far apart (see balancedCramersV).
 */
export function cramersV(reference: ArrayLike<number>, current: ArrayLike<number>, yates = false): number {
  let [n, columns] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    const rows = (reference[i] as number) + (current[i] as number);
    n += rows;
    if (rows > 0) columns++;
  }
  if (columns === 1) return 0;
  const corrected = Math.max(0, chiSquareTable(reference, current, yates).score / n - (columns - 1) / (n - 1));
  if (corrected === 0) return 0;
  const [freeColumns, freeRows] = [columns - 1 - (columns - 1) ** 2 / (n - 1), 1 - 1 / (n - 1)];
  return Math.sqrt(corrected / Math.min(freeColumns, freeRows));
}
