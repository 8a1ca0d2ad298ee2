/**
 * The greatest difference of one count over all rows of both samples, max |r - c| / (Σ r + Σ c): TensorFlow Data Validation's
 * normalized absolute difference. Sees a change in size as well.
 */
export function normalizedDifference(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  let most = 0;
  let rows = 0;
  for (let i = 0; i < reference.length; i++) {
    most = Math.max(most, Math.abs((reference[i] as number) - (current[i] as number)));
    rows += (reference[i] as number) + (current[i] as number);
  }
  return most / rows;
}
