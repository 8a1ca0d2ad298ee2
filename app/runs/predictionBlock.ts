/** Which columns the predictions of a run have. */
export interface PredictionShape {
  task: 'classification' | 'regression';
  /** 0 for regression. */
  classCount: number;
  hasScores: boolean;
  hasTime: boolean;
  hasActual: boolean;
  hasWeight: boolean;
}

/**
 * Rows with their predictions, column by column: what is staged, counted and evaluated.
 * Classification: `actual` and `predicted` are class indices (actual -1 = no label, -2 - j = label j that the model does not
 * know; predicted -1 = no prediction). Regression: values, NaN = none.
 */
export interface PredictionBlock {
  /** 0-based row of the dataset. */
  firstRow: number;
  rowCount: number;
  /** 0-based row of each, where they are not consecutive (a selection). */
  rowNumbers?: Float64Array;
  /** Milliseconds since 1970, NaN = missing. */
  time: Float64Array | null;
  actual: Int32Array | Float64Array | null;
  predicted: Int32Array | Float64Array;
  /** rows × K row-major probabilities; NaN where there is no prediction. */
  scores: Float64Array | null;
  weight: Float64Array | null;
}

/** Blocks in row order; may be called again for another pass. */
export type PredictionSource = () => AsyncIterable<PredictionBlock>;
