/** As in the log loss of labelled rows: a score of 0 or 1 must not make it infinite. */
function cut(score: number): number {
  return Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, score));
}

export interface RowLoss {
  brier: number;
  logLoss: number;
}

/**
 * What a row's scores lose on average when class k is true with `probability(k)`: log loss -Σ p log s; Brier score
 * Σ p_y Σ_k (s_k - [k = y])², which for one score of two classes is p (1 - s)² + (1 - p) s² as in scikit-learn.
 *
 * @param scores of the row, one of class 1 or one a class
 */
export function expectedLoss(scores: readonly number[], probability: (k: number) => number): RowLoss {
  if (scores.length === 1) {
    const s = scores[0] as number;
    const p = probability(1);
    return {
      brier: p * (1 - s) ** 2 + (1 - p) * s * s,
      logLoss: -p * Math.log(cut(s)) - (1 - p) * Math.log(cut(1 - s)),
    };
  }
  let brier = 1;
  let logLoss = 0;
  scores.forEach((s, k) => {
    const p = probability(k);
    brier += s * s - 2 * p * s;
    if (p > 0) logLoss -= p * Math.log(cut(s));
  });
  return { brier, logLoss };
}
