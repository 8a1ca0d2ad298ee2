import { Random } from '../../../base/random.ts';
import { fitIsotonic } from '../../../metrics/calibration/fitIsotonic.ts';
import { RankTally } from '../../../metrics/rankTally.ts';
import { descendingOrder } from '../../../metrics/sortOrder.ts';
import { alongLine } from '../../../metrics/calibration/alongLine.ts';
import { stratifiedSplit } from './stratifiedSplit.ts';

const BINS = 10;
const SPLITS = 10;
/** Scores that separate this well gain nothing. */
const SEPARATED = 0.999;

/**
 * Whether an isotonic line makes scores better probabilities, by NannyML's rule (nannyml/calibration.py, 0.13): over ten stratified
 * splits with a tenth of the rows held out, the expected calibration error of all held-out rows together, in ten bins of
 * equal counts, must be lower with the line fitted to the rest than without. Not with a single class, nor with an area under
 * the ROC curve above 0.999. The splits are drawn by our own generator, so a close call may end otherwise than there.
 *
 * @param truth 0 or 1 a row
 */
export function needsCalibration(scores: Float64Array, truth: Float64Array, seed: number): boolean {
  const positives = truth.reduce((sum, y) => sum + y, 0);
  if (positives === 0 || positives === truth.length || area(scores, truth) > SEPARATED) return false;
  const random = new Random(seed);
  const before: number[][] = [];
  const after: number[][] = [];
  const labels: number[][] = [];
  for (let split = 0; split < SPLITS; split++) {
    const { train, test } = stratifiedSplit(truth, 0.1, random);
    const line = fitIsotonic(
      Float64Array.from(train, (row) => scores[row] as number),
      Float64Array.from(train, (row) => truth[row] as number),
    );
    before.push(Array.from(test, (row) => scores[row] as number));
    after.push(before.at(-1)?.map((score) => alongLine(line, score)) ?? []);
    labels.push(Array.from(test, (row) => truth[row] as number));
  }
  const y = Float64Array.from(labels.flat());
  return equalCountEce(Float64Array.from(before.flat()), y) > equalCountEce(Float64Array.from(after.flat()), y);
}

function area(scores: Float64Array, truth: Float64Array): number {
  const rank = new RankTally({ curves: false });
  for (const row of descendingOrder(scores)) {
    const y = truth[row] as number;
    rank.add(scores[row] as number, y, 1 - y);
  }
  return rank.deLong().value;
}

/**
 * Σ share of rows × |mean score - share of positive rows| over bins of equally many rows in order of their score; up to twenty rows are put
 * in pairs. As many bins as whole ones fit, the last with what is left over. NaN with fewer than four rows.
 */
export function equalCountEce(scores: Float64Array, truth: Float64Array): number {
  const n = scores.length;
  const bins = n <= 2 * BINS ? Math.floor(n / 2) : BINS;
  if (bins < 2) return NaN;
  const order = descendingOrder(scores).reverse();
  const width = Math.floor(n / bins);
  let error = 0;
  for (let from = 0; from + width <= n; from += width) {
    const to = from + 2 * width > n ? n : from + width;
    let gap = 0;
    for (let i = from; i < to; i++) gap += (scores[order[i] as number] as number) - (truth[order[i] as number] as number);
    error += Math.abs(gap) / n;
  }
  return error;
}
