import { toShares } from './toShares.ts';

/**
 * What to do about cells with a share of 0, where a logarithm is infinite: a number is the least share that counts (Deepchecks
 * takes 0.01, Giskard 0.0001), and `fill` is Evidently's rule, which only replaces zeros.
 */
export type ZeroCells = number | 'fill';

/** Shares of counts (or of shares) without zeros; they may then sum to more than 1. */
export function positiveShares(counts: ArrayLike<number>, zeros: ZeroCells): Float64Array {
  const shares = toShares(counts);
  return zeros === 'fill' ? fillZeros(shares) : shares.map((share) => Math.max(share, zeros));
}

/** Evidently's get_binned_data: 0 becomes 0.0001, or a millionth of the least share above 0 if that is no more than 0.0001. */
function fillZeros(shares: Float64Array): Float64Array {
  let least = Infinity;
  for (const share of shares) if (share > 0) least = Math.min(least, share);
  const fill = least <= 0.0001 ? least / 1e6 : 0.0001;
  return shares.map((share) => (share === 0 ? fill : share));
}
