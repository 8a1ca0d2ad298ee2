import { evenBinomialPValue, normalPValue } from './pValues.ts';

/** Below so many rows that only one of the two got right, the exact test is used. */
const EXACT_BELOW = 25;

export interface McNemar {
  /** Rows that only the second got right. */
  fixed: number;
  /** Rows that only the first got right. */
  broken: number;
  method: 'exact' | 'chi-squared';
  /** Null for the exact test. */
  statistic: number | null;
  pValue: number;
}

/**
 * McNemar's test of whether two classifiers are wrong equally often on the same rows: exact binomial below 25 discordant
 * rows, else the chi-squared statistic with continuity correction (|fixed - broken| - 1)² / (fixed + broken), as in
 * statsmodels' `mcnemar`; with equal counts the correction is left out, as in R's `mcnemar.test`.
 */
export function mcnemar(fixed: number, broken: number): McNemar {
  const discordant = fixed + broken;
  if (discordant < EXACT_BELOW) {
    return { fixed, broken, method: 'exact', statistic: null, pValue: evenBinomialPValue(fixed, discordant) };
  }
  const root = Math.max(0, Math.abs(fixed - broken) - 1) / Math.sqrt(discordant);
  return { fixed, broken, method: 'chi-squared', statistic: root * root, pValue: normalPValue(root) };
}
