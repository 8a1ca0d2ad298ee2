import { expect, test } from 'vitest';
import { RankTally } from '../../../app/metrics/rankTally.ts';
import { feedRanks } from '../../../app/runs/feedRanks.ts';
import { feedKeys, fitsKey, RankKeys } from '../../../app/runs/rankKeys.ts';
import { Random } from '../../../app/base/random.ts';

/** The same rows through keys in several sources and through sorted doubles. */
function both(rows: number, scoreOf: (uniform: number) => number): { kept: RankTally; sorted: RankTally } {
  const random = new Random(7);
  const sources = [new RankKeys(), new RankKeys(), new RankKeys()];
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let row = 0; row < rows; row++) {
    const score = Math.fround(scoreOf(random.uniform()));
    const isPositive = random.uniform() < score;
    sources[row % 3]?.add(score, isPositive);
    (isPositive ? positives : negatives).push(score);
  }
  const kept = new RankTally();
  feedKeys(kept, sources);
  const sorted = new RankTally();
  feedRanks(sorted, Float64Array.from(positives).sort(), Float64Array.from(negatives).sort());
  return { kept, sorted };
}

test.each([
  ['few rows', 100, (u: number) => u],
  ['many ties', 30_000, (u: number) => Math.round(u * 20) / 20],
  ['scores of very different size', 50_000, (u: number) => u ** 30],
  ['more rows than are sorted at once', 1_200_000, (u: number) => 0.5 + u / 2],
])('kept scores rank exactly as sorted ones: %s', (_, rows, scoreOf) => {
  const { kept, sorted } = both(rows, scoreOf);
  expect(kept.rocAuc()).toEqual(sorted.rocAuc());
  expect(kept.averagePrecision()).toEqual(sorted.averagePrecision());
  expect(kept.roc()).toEqual(sorted.roc());
  expect(kept.pr()).toEqual(sorted.pr());
});

test('only what a key holds exactly is kept', () => {
  expect([0, 0.5, 1, Math.fround(0.1), 2 ** 100].map(fitsKey)).toEqual([true, true, true, true, true]);
  expect([-0, -0.5, 0.1, NaN, Infinity, 1e39].map(fitsKey)).toEqual([false, false, false, false, false, false]);
});
