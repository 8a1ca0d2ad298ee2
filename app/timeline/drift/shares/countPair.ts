/** Counts of the same cells in two samples. */
export interface CountPair {
  reference: Float64Array;
  current: Float64Array;
}
