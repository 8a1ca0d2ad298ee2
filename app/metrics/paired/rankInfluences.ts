import { descendingOrder } from '../sortOrder.ts';

/** The two rank figures of a class against the rest, and what a row's weight moves them by. */
export interface RankInfluences {
  rocAuc: number;
  averagePrecision: number;
  /** Scaled so that Σ (weight × influence)² is DeLong's variance. */
  ofRocAuc: Float64Array;
  /** Scaled likewise, by positives / (positives - 1). */
  ofAveragePrecision: Float64Array;
}

/** Rows of one score: weights in the step and above it. */
interface Step {
  to: number;
  positive: number;
  negative: number;
  positivesAbove: number;
  negativesAbove: number;
}

/**
 * Null with fewer than two positive or negative rows. ROC AUC, DeLong's components (Biometrics 44, 1988):
 * (V10 - AUC) / weight of positives for a positive row, (V01 - AUC) / weight of negatives for another. Average precision, the
 * derivative of Σ P(s_j) w_j / w(positives) by the weight of the row: P(s) - AP for a positive row, and for any row the
 * sum of (y - P(s_j)) / (weight of rows at s_j or above) over the positive rows j that it does not rank below.
 * @param scores all finite
 */
export function rankInfluences(
  scores: Float64Array,
  isPositive: (row: number) => boolean,
  weight: Float64Array | null,
): RankInfluences | null {
  const order = descendingOrder(scores);
  const rows = readSteps(scores, order, isPositive, weight);
  const { steps, positive: p, negative: n } = rows;
  if (rows.positives < 2 || rows.negatives < 2) return null;
  let area = 0;
  let precisionArea = 0;
  // Over the positive rows ranked at this step or below: Σ w / reach and Σ w P / reach.
  let full = 0;
  let share = 0;
  for (const step of steps) {
    const { reach, precision } = precisionAt(step);
    area += (step.positive * (n - step.negativesAbove - step.negative / 2)) / (p * n);
    precisionArea += (step.positive * precision) / p;
    full += step.positive / reach;
    share += (step.positive * precision) / reach;
  }
  const ofRocAuc = new Float64Array(scores.length);
  const ofAveragePrecision = new Float64Array(scores.length);
  const ofPositives = Math.sqrt(rows.positives / (rows.positives - 1));
  const ofNegatives = Math.sqrt(rows.negatives / (rows.negatives - 1));
  let from = 0;
  for (const step of steps) {
    const { reach, precision } = precisionAt(step);
    const aucOfPositive = (ofPositives * ((n - step.negativesAbove - step.negative / 2) / n - area)) / p;
    const aucOfNegative = (ofNegatives * ((step.positivesAbove + step.positive / 2) / p - area)) / n;
    const precisionOfPositive = (ofPositives * (precision - precisionArea + full - share)) / p;
    const precisionOfNegative = (ofPositives * -share) / p;
    for (let at = from; at < step.to; at++) {
      const row = order[at] as number;
      const positive = isPositive(row);
      ofRocAuc[row] = positive ? aucOfPositive : aucOfNegative;
      ofAveragePrecision[row] = positive ? precisionOfPositive : precisionOfNegative;
    }
    full -= step.positive / reach;
    share -= (step.positive * precision) / reach;
    from = step.to;
  }
  return { rocAuc: area, averagePrecision: precisionArea, ofRocAuc, ofAveragePrecision };
}

function precisionAt(step: Step): { reach: number; precision: number } {
  const found = step.positivesAbove + step.positive;
  const reach = found + step.negativesAbove + step.negative;
  return { reach, precision: found / reach };
}

function readSteps(scores: Float64Array, order: Uint32Array, isPositive: (row: number) => boolean, weight: Float64Array | null) {
  const steps: Step[] = [];
  const squares = { positive: 0, negative: 0 };
  let positivesAbove = 0;
  let negativesAbove = 0;
  for (let at = 0; at < order.length;) {
    const score = scores[order[at] as number];
    let positive = 0;
    let negative = 0;
    for (; at < order.length && scores[order[at] as number] === score; at++) {
      const row = order[at] as number;
      const w = weight?.[row] ?? 1;
      if (isPositive(row)) {
        positive += w;
        squares.positive += w * w;
      } else {
        negative += w;
        squares.negative += w * w;
      }
    }
    steps.push({ to: at, positive, negative, positivesAbove, negativesAbove });
    positivesAbove += positive;
    negativesAbove += negative;
  }
  return {
    steps,
    positive: positivesAbove,
    negative: negativesAbove,
    positives: positivesAbove ** 2 / squares.positive,
    negatives: negativesAbove ** 2 / squares.negative,
  };
}
