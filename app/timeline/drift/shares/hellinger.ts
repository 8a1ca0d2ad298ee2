import { toShares } from '../../../metrics/shares/toShares.ts';

/**
 * Hellinger distance √(½ Σ (√p - √q)²), which is √(1 - Σ √(p q)) without its loss of digits where the two are close. From 0 to 1.
 */
export function hellinger(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const q = toShares(current);
  const squares = toShares(reference).reduce((sum, p, i) => sum + (Math.sqrt(p) - Math.sqrt(q[i] as number)) ** 2, 0);
  return Math.sqrt(squares / 2);
}
