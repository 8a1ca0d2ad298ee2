import { describe, expect, it } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { PairedRanks } from '../../../../app/metrics/paired/pairedRanks.ts';
import { PairedRegression } from '../../../../app/metrics/paired/pairedRegression.ts';
import { RowKeeper } from '../../../../app/metrics/paired/rowKeeper.ts';

const rows = 4000;

async function ranks(most: number, order: number[]) {
  const random = new Random(7);
  const scores = Array.from({ length: rows }, () => [random.uniform(), random.uniform(), random.uniform()] as const);
  const paired = new PairedRanks({ classCount: 2, positive: 1, rows, seed: 3, most });
  for (const row of order) {
    const [truth = 0, first = 0, second = 0] = scores[row] ?? [];
    const actual = Int32Array.of(truth < 0.3 + 0.4 * first ? 1 : 0);
    const side = (score: number) => ({ actual, predicted: actual, scores: Float64Array.of(1 - score, score) });
    const block = { rowCount: 1, rowNumbers: Float64Array.of(row), weight: null, a: side(first), b: side(second) };
    paired.add(block, 0, 1);
  }
  return paired.finish();
}

const inOrder = Array.from({ length: rows }, (_, row) => row);

describe('more rows than are kept in memory', () => {
  it('are sampled by seed and row number, whatever their order, and the figures say so', async () => {
    const all = await ranks(1e6, inOrder);
    const sampled = await ranks(4 * 1500, inOrder);
    const backwards = await ranks(4 * 1500, [...inOrder].reverse());
    expect(all[0]?.method).not.toMatch(/sample/);
    expect(sampled[0]?.method).toMatch(/over a sample of 1,[45]\d\d rows$/);
    for (const [index, figure] of sampled.entries()) {
      expect(backwards[index]?.difference.value).toBeCloseTo(figure.difference.value ?? NaN, 12);
      const { value, low, high } = all[index]?.difference ?? {};
      expect(figure.difference.low).toBeLessThan(value ?? NaN);
      expect(figure.difference.high).toBeGreaterThan(value ?? NaN);
      const width = (figure.difference.high ?? NaN) - (figure.difference.low ?? NaN);
      expect(width / ((high ?? NaN) - (low ?? NaN))).toBeGreaterThan(1.3);
    }
  });

  it('are sampled for the medians alone: the means take every row', async () => {
    const random = new Random(5);
    const actual = Float64Array.from({ length: rows }, () => random.normal());
    const [a, b] = [actual.map((y) => y + random.normal()), actual.map((y) => y + 0.5 * random.normal())];
    const of = async (most?: number) => {
      const paired = new PairedRegression({ rows, seed: 3, ...(most === undefined ? {} : { most }) });
      paired.add({ rowCount: rows, rowNumbers: Float64Array.from(inOrder), weight: null, actual, a, b });
      return new Map((await paired.finish()).map((figure) => [figure.metric, figure]));
    };
    const [all, sampled] = [await of(), await of(3000)];
    expect(sampled.get('mae')).toEqual(all.get('mae'));
    expect(sampled.get('medianAe')?.method).toMatch(/over a sample of/);
    expect(sampled.get('medianAe')?.difference.value).toBeCloseTo(all.get('medianAe')?.difference.value ?? NaN, 1);
  });

  it('keep no more numbers than they may', () => {
    const keeper = new RowKeeper(1e9, 4, 1, 4000);
    for (let row = 0; row < 10_000; row++) if (keeper.place(row) >= 0) keeper.put(keeper.count - 1, 3, row);
    expect(keeper.isSample).toBe(true);
    expect(keeper.column(3)).toHaveLength(keeper.count);
    const small = new RowKeeper(10, 2, 1);
    for (let row = 0; row < 10; row++) small.put(small.place(row), 1, row);
    expect([...small.column(1)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
