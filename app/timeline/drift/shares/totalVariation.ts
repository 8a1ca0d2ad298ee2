import { toShares } from '../../../metrics/shares/toShares.ts';

/** Total variation distance ½ Σ |p - q|: the share of rows that would have to change for the two to agree. */
export function totalVariation(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const q = toShares(current);
  return toShares(reference).reduce((sum, p, i) => sum + Math.abs(p - (q[i] as number)), 0) / 2;
}
