import { positiveShares, type ZeroCells } from './zeroCells.ts';

/**
 * Population stability index Σ (p - q) ln(p / q), p and q the shares of reference and current (B. Yurdakul, "Statistical
 * properties of population stability index", 2018). Shares are not rescaled after zeros are lifted, as in Deepchecks, Giskard
 * and Evidently.
 */
export function psi(reference: ArrayLike<number>, current: ArrayLike<number>, zeros: ZeroCells = 1e-4): number {
  const p = positiveShares(reference, zeros);
  const q = positiveShares(current, zeros);
  return p.reduce((sum, share, i) => sum + (share - (q[i] as number)) * Math.log(share / (q[i] as number)), 0);
}
