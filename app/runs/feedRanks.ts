import type { RankTally } from '../metrics/rankTally.ts';

/** Feeds a rank tally from the ascending scores of the positive and the negative rows, equal scores as one step. */
export function feedRanks(tally: RankTally, positives: Float64Array, negatives: Float64Array): void {
  let p = positives.length - 1;
  let n = negatives.length - 1;
  while (p >= 0 || n >= 0) {
    const score = Math.max(p >= 0 ? (positives[p] as number) : -Infinity, n >= 0 ? (negatives[n] as number) : -Infinity);
    let positive = 0;
    let negative = 0;
    while (p >= 0 && positives[p] === score) {
      positive++;
      p--;
    }
    while (n >= 0 && negatives[n] === score) {
      negative++;
      n--;
    }
    tally.add(score, positive, negative);
  }
}
