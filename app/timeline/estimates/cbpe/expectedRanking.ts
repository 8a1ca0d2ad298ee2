import { descendingOrder } from '../../../metrics/sortOrder.ts';

/**
 * Expected area under the ROC curve and average precision: rows in order of the model's score, each counting as p positive and
 * 1 - p negative rows (NannyML's estimate_roc_auc and estimate_ap, without their rounding of the sums to five decimals). Rows of
 * one score are one straight stretch of the ROC curve, so their order does not matter there; average precision takes
 * each row as a step of its own, as there.
 *
 * @param scores what the model ranks by
 * @param probabilities of the positive class, made right
 */
export function expectedRanking(scores: Float64Array, probabilities: Float64Array): { rocAuc: number; averagePrecision: number } {
  let positives = 0;
  let area = 0;
  let precisions = 0;
  let rows = 0;
  let step = { score: NaN, positives: 0, rows: 0 };
  const closeStep = (): void => {
    // The trapezoid between the ends of the step: the width is its negative rows, the height its mean number of positive ones above.
    area += ((rows - positives - (step.rows - step.positives)) * (positives + step.positives)) / 2;
  };
  for (const row of descendingOrder(scores)) {
    const score = scores[row] as number;
    if (score !== step.score) {
      closeStep();
      step = { score, positives, rows };
    }
    const p = probabilities[row] as number;
    positives += p;
    rows += 1;
    precisions += (p * positives) / rows;
  }
  closeStep();
  return { rocAuc: area / (positives * (rows - positives)), averagePrecision: precisions / positives };
}
