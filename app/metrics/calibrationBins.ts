export const CALIBRATION_BINS = 10;

/**
 * Ten equal-width bins of a predicted probability, [0, 0.1], (0.1, 0.2], ..., (0.9, 1], closed above as in Guo et al.
 * (ICML 2017) and scikit-learn's calibration_curve: how often the
 * predicted thing came true beside how often it was said to. Binary: the probability of the positive class.
 * Multiclass: the probability of the predicted class, which came true when the prediction was right.
 */
export class CalibrationBins {
  readonly rows = new Float64Array(CALIBRATION_BINS);
  readonly weight = new Float64Array(CALIBRATION_BINS);
  readonly squares = new Float64Array(CALIBRATION_BINS);
  readonly score = new Float64Array(CALIBRATION_BINS);
  readonly observed = new Float64Array(CALIBRATION_BINS);
  /** Σ w (observed - score)² */
  readonly gapSquares = new Float64Array(CALIBRATION_BINS);

  add(score: number, observed: 0 | 1, weight: number): void {
    const bin = calibrationBin(score);
    const gap = observed - score;
    increase(this.rows, bin, 1);
    increase(this.weight, bin, weight);
    increase(this.squares, bin, weight * weight);
    increase(this.score, bin, weight * score);
    increase(this.observed, bin, weight * observed);
    increase(this.gapSquares, bin, weight * gap * gap);
  }

  merge(other: CalibrationBins): void {
    for (const field of ['rows', 'weight', 'squares', 'score', 'observed', 'gapSquares'] as const) {
      other[field].forEach((sum, bin) => increase(this[field], bin, sum));
    }
  }
}

/** The number of the bin that a probability falls into. */
export function calibrationBin(score: number): number {
  const bin = Math.min(CALIBRATION_BINS - 1, Math.max(0, Math.ceil(score * CALIBRATION_BINS) - 1));
  // The product is rounded: a score just above an edge may have come down to it.
  return bin < CALIBRATION_BINS - 1 && score > (bin + 1) / CALIBRATION_BINS ? bin + 1 : bin;
}

function increase(array: Float64Array, index: number, by: number): void {
  array[index] = (array[index] ?? 0) + by;
}
