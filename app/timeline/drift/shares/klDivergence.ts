import { deviance } from '../../../metrics/saddlePoint.ts';
import { toShares } from '../../../metrics/shares/toShares.ts';
import { positiveShares, type ZeroCells } from '../../../metrics/shares/zeroCells.ts';

/**
 * Kullback-Leibler divergence of reference from current, Σ p ln(p / q) in nats. Infinite where current lacks what the reference
 * has, unless zeros are lifted; shares are then rescaled to sum to 1 (scipy.stats.entropy, and so Evidently).
 */
export function klDivergence(reference: ArrayLike<number>, current: ArrayLike<number>, zeros?: ZeroCells): number {
  const p = toShares(zeros === undefined ? reference : positiveShares(reference, zeros));
  const q = toShares(zeros === undefined ? current : positiveShares(current, zeros));
  // Σ p ln(p / q) = Σ (p ln(p / q) + q - p), whose terms are never negative.
  return p.reduce((sum, share, i) => {
    const other = q[i] as number;
    if (share === 0) return sum + other;
    return sum + (other === 0 ? Infinity : deviance(share, other));
  }, 0);
}
