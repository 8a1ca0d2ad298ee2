import { normalPValue } from '../../../metrics/paired/pValues.ts';
import type { NumberSample } from '../samples.ts';
import { walkPooled } from './walkPooled.ts';

/** With more rows than that in both, or with a value twice, scipy's "auto" takes the normal approximation. */
const FEW_ROWS = 8;

/** Beyond that many values of U the exact distribution takes too long; the approximation stands in. */
const MOST_VALUES = 1e7;

export interface RankSum {
  /** Pairs of a reference and a current row in which the reference is greater, ties counting half. */
  u: number;
  /** Standard deviation of u under no difference, with ties; 0 where all rows are the same. */
  deviation: number;
  hasExact: boolean;
}

/** Mann-Whitney's U of the reference (Ann. Math. Statist. 18, 1947), with the variance for ties. */
export function rankSum(reference: NumberSample, current: NumberSample): RankSum {
  const [m, n] = [reference.n, current.n];
  const rows = m + n;
  let u = 0;
  let belowCurrent = 0;
  let ties = 0;
  walkPooled(reference, current, (_, inReference, inCurrent) => {
    u += inReference * (belowCurrent + inCurrent / 2);
    belowCurrent += inCurrent;
    const tied = inReference + inCurrent;
    if (tied > 1) ties += tied * (tied - 1) * (tied + 1);
  });
  const variance = ((m * n) / 12) * (rows + 1 - ties / (rows * (rows - 1)));
  const hasExact = Math.min(m, n) <= FEW_ROWS && ties === 0 && m * n <= MOST_VALUES;
  return { u, deviation: Math.sqrt(Math.max(0, variance)), hasExact };
}

/** P(U >= u) by the normal approximation with continuity correction. */
export function normalUpperTail(u: number, mean: number, deviation: number): number {
  const half = normalPValue((u - mean - 0.5) / deviation) / 2;
  return u - mean - 0.5 > 0 ? half : 1 - half;
}
