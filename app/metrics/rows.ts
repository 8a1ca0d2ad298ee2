/**
 * What the tallies take: consecutive rows as typed arrays. Classes are indices 0..K-1 in the
 * order of the model's outputs.
 */
export interface ClassificationRows {
  rowCount: number;
  /** -1 = no label; -2 - j = label number j that the model does not know (counts as wrong). */
  actual: Int32Array;
  /** -1 = no prediction: the row is counted apart and judged by no metric. */
  predicted: Int32Array;
  /** rows × K row-major probabilities, or null when the model gives labels only. */
  scores: Float64Array | null;
  /** Null = every row weighs 1. Weights that are negative or not finite count as 0 and are counted. */
  weight: Float64Array | null;
}

export interface RegressionRows {
  rowCount: number;
  /** NaN = no label. */
  actual: Float64Array;
  /** NaN = no prediction. */
  predicted: Float64Array;
  weight: Float64Array | null;
  /** 0-based number of the first row in the dataset; names the rows of the residual sample. */
  firstRow?: number;
  /** 0-based number of each row, where they are not consecutive. */
  rowNumbers?: Float64Array;
}
