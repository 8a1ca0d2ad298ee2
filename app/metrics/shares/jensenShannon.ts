import { toShares } from './toShares.ts';

/**
 * Jensen-Shannon divergence, half of KL(p ‖ m) + KL(q ‖ m) with m = (p + q) / 2 (J. Lin, IEEE Trans. Inf. Theory 37, 1991): of
 * base 2 it lies between 0 and 1, of base e between 0 and ln 2.
 */
export function jensenShannonDivergence(reference: ArrayLike<number>, current: ArrayLike<number>, base: 2 | 'e' = 2): number {
  const p = toShares(reference);
  const q = toShares(current);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const total = (p[i] as number) + (q[i] as number);
    if (total === 0) continue;
    // With p = m (1 + d) and q = m (1 - d): digits are kept where the two shares are nearly equal.
    const d = ((p[i] as number) - (q[i] as number)) / total;
    sum += (total / 4) * (entropyPart(d) + entropyPart(-d));
  }
  return Math.max(0, base === 2 ? sum / Math.LN2 : sum);
}

/** Jensen-Shannon distance, the square root of the divergence: scipy.spatial.distance.jensenshannon. */
export function jensenShannon(reference: ArrayLike<number>, current: ArrayLike<number>, base: 2 | 'e' = 2): number {
  return Math.sqrt(jensenShannonDivergence(reference, current, base));
}

function entropyPart(d: number): number {
  return d === -1 ? 0 : (1 + d) * Math.log1p(d);
}
