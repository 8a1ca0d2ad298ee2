import { toShares } from '../../../metrics/shares/toShares.ts';

/** The greatest difference of one share, max |p - q|: TensorFlow Data Validation's and NannyML's L-infinity distance. */
export function lInfinity(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const q = toShares(current);
  return toShares(reference).reduce((most, p, i) => Math.max(most, Math.abs(p - (q[i] as number))), 0);
}
