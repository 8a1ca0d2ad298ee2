import { Random } from '../../../base/random.ts';
import { RankTally } from '../../../metrics/rankTally.ts';
import { descendingOrder } from '../../../metrics/sortOrder.ts';
import type { CbpeReference } from './cbpeModel.ts';

const RESAMPLES = 50;
const LARGEST_RESAMPLE = 50_000;
/** What NannyML found its error of several classes to be too small by. */
const MULTICLASS_FACTOR = 1.2;

/**
 * Sampling errors, per row, of the two figures that need an order (nannyml/sampling_error, 0.13). Area under the ROC curve: variance of
 * the placement values of the rarer kind of rows (Mann-Whitney), ties counting half, over that kind's share. Average
 * precision: deviation over 50 resamples of half the reference, at most 50,000 rows, times the root of their size.
 */
export function rankErrors(
  { scores, labels }: CbpeReference,
  classCount: number,
  seed: number,
): { rocAuc: number; averagePrecision: number } {
  const random = new Random(seed);
  const areas: number[] = [];
  const precisions: number[] = [];
  scores.forEach((one, k) => {
    const positive = scores.length === 1 ? 1 : k;
    const order = descendingOrder(one);
    const truth = Uint8Array.from(order, (row) => Number(labels[row] === positive));
    const sorted = Float64Array.from(order, (row) => one[row] as number);
    areas.push(placementSpread(sorted, truth));
    precisions.push(precisionSpread(sorted, truth, random));
  });
  if (classCount === 2) return { rocAuc: Math.sqrt(areas[0] as number), averagePrecision: Math.sqrt(precisions[0] as number) };
  const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    rocAuc: (MULTICLASS_FACTOR * Math.sqrt(sum(areas))) / classCount,
    averagePrecision: Math.sqrt(sum(precisions) / classCount),
  };
}

/** Variance of the placement values of the rarer kind over its share. @param scores in descending order */
function placementSpread(scores: Float64Array, truth: Uint8Array): number {
  const rank = new RankTally({ curves: false });
  scores.forEach((score, i) => rank.add(score, truth[i] as number, 1 - (truth[i] as number)));
  const { ofPositives, ofNegatives, positives, negatives } = rank.deLong();
  const share = positives / scores.length;
  return share <= 0.5 ? (ofPositives * (positives - 1)) / share : (ofNegatives * (negatives - 1)) / (1 - share);
}

/** Variance of average precision over resamples, times their size. @param scores in descending order */
function precisionSpread(scores: Float64Array, truth: Uint8Array, random: Random): number {
  const size = Math.min(LARGEST_RESAMPLE, Math.floor(scores.length / 2));
  const drawn = new Uint32Array(scores.length);
  const values: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    drawn.fill(0);
    for (let i = 0; i < size; i++) {
      const row = random.integer(scores.length);
      drawn[row] = (drawn[row] as number) + 1;
    }
    const rank = new RankTally({ curves: false });
    drawn.forEach((times, i) => {
      if (times > 0) rank.add(scores[i] as number, times * (truth[i] as number), times * (1 - (truth[i] as number)));
    });
    values.push(rank.averagePrecision().value ?? 0);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / RESAMPLES;
  return (size * values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / RESAMPLES;
}
