import { normalCdf } from '../../../metrics/normal.ts';
import { normalQuantile } from '../../../metrics/normalQuantile.ts';
import { descendingOrder } from '../../../metrics/sortOrder.ts';
import { fitLogistic, predictLogistic } from './fitLogistic.ts';
import { featureCount } from './textFeatures.ts';

const folds = 5;
/** Fewer texts on a side say nothing. */
export const leastTexts = 20;

export interface TextShift {
  /** Area under the ROC curve of telling the current texts from those of the reference; each text by a model that has not seen it. */
  area: number;
  /** max(2 area - 1, 0): Deepchecks' drift score. */
  distance: number;
  /** One-sided, of an area of a half. */
  pValue: number;
  /** What 95 of 100 distances without drift stay below. */
  band: number;
}

/**
 * Whether texts changed, by a domain classifier (Rabanser, Günnemann and Lipton 2019): logistic regression on hashed words and pieces
 * of words, five folds (fold k holds every fifth text of either part from text k on, so nothing is drawn). The area is that within folds,
 * since scores of two models do not compare, each fold by its pairs; without drift the sum of the folds' rank sums is about normal. Its variance is
 * that of Mann and Whitney's statistic, ties counted (van Elteren 1960), times 1 + 5 / 4, since the folds learn from each other's texts and their
 * areas go together (Nadeau and Bengio 2003). How often it alarms by chance: test/reference/textFalseAlarms.ts.
 *
 * @param rows features of each text
 * @returns null where a side has fewer than twenty texts
 */
export function textShift(
  reference: readonly Uint16Array[],
  current: readonly Uint16Array[],
  tolerance = 1e-2,
): TextShift | null {
  if (reference.length < leastTexts || current.length < leastTexts) return null;
  let [u, pairs, variance] = [0, 0, 0];
  for (let fold = 0; fold < folds; fold++) {
    const isIn = (_: unknown, i: number): boolean => i % folds === fold;
    const isOut = (_: unknown, i: number): boolean => i % folds !== fold;
    const [before, now] = [reference.filter(isOut), current.filter(isOut)];
    const rows = [...before, ...now];
    const target = new Uint8Array(rows.length).fill(1, before.length);
    const model = fitLogistic({ rows, target, featureCount }, { tolerance });
    const found = rankSum(predictLogistic(model, reference.filter(isIn)), predictLogistic(model, current.filter(isIn)));
    u += found.u;
    pairs += found.pairs;
    variance += found.variance;
  }
  const area = u / pairs;
  const deviation = Math.sqrt(variance * (1 + folds / (folds - 1)));
  const pValue = deviation > 0 ? 1 - normalCdf((u - pairs / 2) / deviation) : 1;
  return {
    area,
    distance: Math.max(0, 2 * area - 1),
    pValue,
    band: (2 * normalQuantile(0.95) * deviation) / pairs,
  };
}

/** Mann and Whitney's U of the second sample being the greater, and its variance without a difference. */
function rankSum(before: Float64Array, now: Float64Array): { u: number; pairs: number; variance: number } {
  const all = new Float64Array(before.length + now.length);
  all.set(before);
  all.set(now, before.length);
  const order = descendingOrder(all);
  let above = 0;
  let u = 0;
  let ties = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    let ofNow = 0;
    while (to < order.length && all[order[to] as number] === all[order[from] as number]) {
      if ((order[to] as number) >= before.length) ofNow++;
      to++;
    }
    const ofBefore = to - from - ofNow;
    u += ofBefore * (above + ofNow / 2);
    above += ofNow;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  const n = all.length;
  const pairs = before.length * now.length;
  return { u, pairs, variance: n > 1 ? (pairs / 12) * (n + 1 - ties / (n * (n - 1))) : 0 };
}
