/** Added to a probability before its logarithm is taken, as scikit-learn's temperature scaling does. */
const underflow = 1e-12;

/** Inverse temperatures looked at: e^-10 to e^10, scikit-learn's bounds. */
const bound = 10;

export interface ScoredRows {
  /** rows x classCount row-major probabilities, all finite. */
  scores: Float64Array;
  classCount: number;
  /** Index of the true class of each row, never negative. */
  actual: Int32Array;
  /** Null = every row weighs 1. */
  weight: Float64Array | null;
}

/**
 * The temperature under which softmax(log p / T) has the least negative log-likelihood (Guo et al., ICML 2017; as
 * scikit-learn's temperature scaling). In the inverse temperature b the loss is convex: its derivative
 * Σ w (E_q[log p] - log p_actual) rises, and where it crosses zero is found by Newton's method inside a shrinking bracket.
 * Rows the model is always right on, or always wrong on, have no minimum: then a bound is given.
 */
export function fitTemperature({ scores, classCount, actual, weight }: ScoredRows): number {
  const logs = scores.map((p) => Math.log(p + underflow));
  const slope = (b: number): { first: number; second: number } => {
    let first = 0;
    let second = 0;
    for (let row = 0, at = 0; row < actual.length; row++, at += classCount) {
      let top = -Infinity;
      for (let k = at; k < at + classCount; k++) top = Math.max(top, logs[k] as number);
      let [sum, mean, square] = [0, 0, 0];
      for (let k = at; k < at + classCount; k++) {
        const log = logs[k] as number;
        const q = Math.exp(b * (log - top));
        sum += q;
        mean += q * log;
        square += q * log * log;
      }
      mean /= sum;
      const w = weight?.[row] ?? 1;
      first += w * (mean - (logs[at + (actual[row] as number)] as number));
      second += w * Math.max(0, square / sum - mean * mean);
    }
    return { first, second };
  };
  let low = Math.exp(-bound);
  let high = Math.exp(bound);
  let b = 1;
  for (let step = 0; step < 200; step++) {
    const { first, second } = slope(b);
    if (first === 0) break;
    if (first > 0) high = b;
    else low = b;
    const newton = b - first / second;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(next - b) <= 1e-12 * b) break;
    b = next;
  }
  return 1 / b;
}
