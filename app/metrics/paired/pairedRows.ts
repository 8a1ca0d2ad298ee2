/** Consecutive rows that two classifiers were both judged on. Classes are indices of each one's own. */
export interface PairedClassRows {
  rowCount: number;
  /** 0-based number of each row in the dataset. */
  rowNumbers: Float64Array;
  weight: Float64Array | null;
  a: ClassSide;
  b: ClassSide;
}

export interface ClassSide {
  /** -2 = a label that the model does not know; never missing. */
  actual: Int32Array;
  predicted: Int32Array;
  /** rows × K row-major probabilities, or null. */
  scores: Float64Array | null;
}

export interface PairedValueRows {
  rowCount: number;
  rowNumbers: Float64Array;
  weight: Float64Array | null;
  /** All finite. */
  actual: Float64Array;
  a: Float64Array;
  b: Float64Array;
}

/** Weights as the tallies take them: what is negative or not finite counts as 0. */
export function usableWeight(weight: Float64Array | null, row: number): number {
  if (weight === null) return 1;
  const w = weight[row] as number;
  return w > 0 && w < Infinity ? w : 0;
}
