import type { ScoredRow } from './scoreSample.ts';
import { descendingOrder } from './sortOrder.ts';

/** What each row moves a figure of one class against the rest by, times its weight, up to a common factor. */
export interface ClassInfluences {
  rocAuc: Float64Array;
  averagePrecision: Float64Array;
}

/**
 * Influence of every row on the two rank figures of a class; null with fewer than two rows of it or of the rest.
 * ROC AUC, DeLong's components: (V10 - AUC) / p for a positive row, (V01 - AUC) / (1 - p) for another. Average
 * precision, the derivative of Σ P(s_j) w_j / w(positives) by the weight of the row: P(s) - AP for a positive row, and
 * for any row the sum of (y - P(s_j)) / (weight of rows at s_j or above) over the positive rows j it does not rank below.
 */
export function classInfluences(rows: readonly ScoredRow[], ofClass: number): ClassInfluences | null {
  const order = descendingOrder(Float64Array.from(rows, ({ scores }) => scores[ofClass] ?? NaN));
  const steps = readSteps(rows, order, ofClass);
  if (steps.positiveRows < 2 || rows.length - steps.positiveRows < 2) return null;
  const rocAuc = new Float64Array(rows.length);
  const averagePrecision = new Float64Array(rows.length);
  const { positive: p, negative: n } = steps;
  let area = 0;
  let precisionArea = 0;
  let full = 0;
  let share = 0;
  for (const step of steps.list) {
    area += (step.positive * (n - step.negativesAbove - step.negative / 2)) / (p * n);
    precisionArea += (step.positive * step.precision) / p;
    full += step.positive / step.reach;
    share += (step.positive * step.precision) / step.reach;
  }
  for (const step of steps.list) {
    const ofPositive = (n - step.negativesAbove - step.negative / 2) / n - area;
    const ofNegative = (step.positivesAbove + step.positive / 2) / p - area;
    for (let at = step.from; at < step.to; at++) {
      const index = order[at] as number;
      const { actual, weight } = rows[index] as ScoredRow;
      const isPositive = actual === ofClass;
      rocAuc[index] = weight * (isPositive ? ofPositive / p : ofNegative / n);
      averagePrecision[index] = weight * (isPositive ? step.precision - precisionArea + full - share : -share);
    }
    // What is left for the rows below: the positive rows that they rank below no longer count.
    full -= step.positive / step.reach;
    share -= (step.positive * step.precision) / step.reach;
  }
  return { rocAuc, averagePrecision };
}

/** Rows of one score: places in the order, weights in it and above it. */
interface Step {
  from: number;
  to: number;
  positive: number;
  negative: number;
  positivesAbove: number;
  negativesAbove: number;
  /** Weight of rows at this score or above. */
  reach: number;
  precision: number;
}

function readSteps(rows: readonly ScoredRow[], order: ArrayLike<number>, ofClass: number) {
  const list: Step[] = [];
  let positiveRows = 0;
  let positive = 0;
  let negative = 0;
  for (let from = 0; from < rows.length;) {
    const score = rows[order[from] as number]?.scores[ofClass];
    const step = { positive: 0, negative: 0 };
    let to = from;
    for (; to < rows.length; to++) {
      const row = rows[order[to] as number];
      if (row?.scores[ofClass] !== score || !row) break;
      if (row.actual === ofClass) {
        positiveRows++;
        step.positive += row.weight;
      } else step.negative += row.weight;
    }
    const found = positive + step.positive;
    const reach = found + negative + step.negative;
    list.push({ from, to, ...step, positivesAbove: positive, negativesAbove: negative, reach, precision: found / reach });
    positive = found;
    negative += step.negative;
    from = to;
  }
  return { list, positiveRows, positive, negative };
}
