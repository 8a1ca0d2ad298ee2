/** Counts or shares, divided by their sum: NaN where that is 0. */
export function toShares(counts: ArrayLike<number>): Float64Array {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number;
  return Float64Array.from(counts, (count) => count / sum);
}
