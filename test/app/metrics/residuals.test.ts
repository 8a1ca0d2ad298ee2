import { describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { evaluateRegressionRows } from '../../../app/metrics/evaluateRows.ts';
import { RegressionTally } from '../../../app/metrics/regressionTally.ts';
import { ResidualPass } from '../../../app/metrics/residualPass.ts';
import { ResidualSample } from '../../../app/metrics/residualSample.ts';
import type { RegressionRows } from '../../../app/metrics/rows.ts';
import { SortedMedian } from '../../../app/metrics/sortedMedian.ts';

function withResiduals(residuals: number[]): RegressionRows {
  return {
    rowCount: residuals.length,
    actual: new Float64Array(residuals.length),
    predicted: Float64Array.from(residuals),
    weight: null,
  };
}

describe('the residual histogram', () => {
  it('counts every row exactly once between round edges', () => {
    const random = new Random(1);
    const residuals = Array.from({ length: 5000 }, () => random.normal() * 3);
    const { histogram } = evaluateRegressionRows(withResiduals(residuals)).residuals ?? { histogram: { edges: [], counts: [] } };
    const { edges, counts } = histogram;
    expect(edges).toHaveLength(counts.length + 1);
    expect(counts.length).toBeGreaterThan(15);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(5000);
    counts.forEach((count, i) => {
      const last = i === counts.length - 1;
      const inside = residuals.filter((r) => r >= (edges[i] ?? 0) && (r < (edges[i + 1] ?? 0) || (last && r === edges[i + 1])));
      expect(count).toBe(inside.length);
    });
    expect(edges.slice(1, -1).every((edge) => Math.abs(edge / 0.5 - Math.round(edge / 0.5)) < 1e-9)).toBe(true);
  });

  it('keeps its middle readable beside an absurd outlier', () => {
    const random = new Random(2);
    const residuals = [...Array.from({ length: 1000 }, () => random.normal()), 1e12];
    const { edges = [], counts = [] } = evaluateRegressionRows(withResiduals(residuals)).residuals?.histogram ?? {};
    expect(edges[edges.length - 1]).toBe(1e12);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(15);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(1001);
  });

  it.each([
    ['one row', [0.25]],
    ['no error at all', [0, 0, 0]],
    ['the same error everywhere', [1e9, 1e9]],
    ['two values', [-1, 1, 1]],
    ['tiny errors', [1e-300, 2e-300, 3e-300]],
  ])('of %s counts all rows', (_, residuals) => {
    const { edges = [], counts = [] } = evaluateRegressionRows(withResiduals(residuals)).residuals?.histogram ?? {};
    expect(counts.reduce((a, b) => a + b, 0)).toBe(residuals.length);
    edges.forEach((edge, i) => expect(edge).toBeGreaterThan(edges[i - 1] ?? -Infinity));
  });

  it('of no rows is empty', () => {
    expect(evaluateRegressionRows(withResiduals([NaN])).residuals).toEqual({ histogram: { edges: [], counts: [] }, sample: [] });
  });

  it('is the same counted in parts and merged', () => {
    const random = new Random(3);
    const rows = withResiduals(Array.from({ length: 400 }, () => random.normal()));
    const tally = new RegressionTally();
    tally.add(rows);
    const [whole, left, right] = [new ResidualPass(tally), new ResidualPass(tally), new ResidualPass(tally)];
    whole.add(rows);
    left.add(rows, 0, 150);
    right.add(rows, 150);
    left.merge(right);
    expect([...left.counts]).toEqual([...whole.counts]);
    expect(left.baseline.absolute.mean).toBeCloseTo(whole.baseline.absolute.mean, 14);
  });
});

describe('the sample of residuals', () => {
  it('holds at most two thousand rows, the same for a seed, others for another', () => {
    const rows = withResiduals(Array.from({ length: 9000 }, (_, i) => i));
    const [one, two, other] = [1, 1, 2].map((seed) => evaluateRegressionRows(rows, { seed }).residuals?.sample ?? []);
    expect(one).toHaveLength(2000);
    expect(two).toEqual(one);
    expect(other).not.toEqual(one);
    expect(one?.every(({ row, predicted }) => predicted === row - 1)).toBe(true);
    expect(one?.map(({ row }) => row)).toEqual([...(one ?? [])].map(({ row }) => row).sort((a, b) => a - b));
  });

  it('is uniform over the rows, also where row numbers go beyond 32 bits', () => {
    for (const start of [0, 2 ** 33]) {
      const sample = new ResidualSample(7);
      for (let i = 0; i < 100_000; i++) sample.add(start + i, 0, 0);
      const tenths = new Array<number>(10).fill(0);
      for (const { row } of sample.rows()) tenths[Math.floor((row - 1 - start) / 10_000)]! += 1;
      // 200 expected; five standard deviations.
      for (const count of tenths) expect(Math.abs(count - 200)).toBeLessThan(70);
    }
  });

  it('names rows by their number in the dataset', () => {
    const tally = new RegressionTally();
    tally.add({ ...withResiduals([1, NaN, 3]), firstRow: 10 });
    tally.add({ ...withResiduals([4]), rowNumbers: Float64Array.of(99) });
    expect(tally.sample?.rows().map(({ row }) => row)).toEqual([11, 13, 100]);
  });
});

describe('the median from sorted values', () => {
  it('refuses values that fall', () => {
    const median = new SortedMedian(2);
    median.add(2);
    expect(() => {
      median.add(1);
    }).toThrow('ascending');
  });

  it('is undefined for no values and has no interval below six', () => {
    expect(new SortedMedian(0).interval().value).toBeNull();
    const median = new SortedMedian(4);
    for (const value of [1, 2, 4, 8]) median.add(value);
    expect(median.interval()).toEqual({ value: 3, low: null, high: null });
  });

  it('with weights that are all the same has the bounds of none', () => {
    const values = Array.from({ length: 101 }, (_, i) => i * i);
    const plain = new SortedMedian(101);
    const weighted = new SortedMedian(101 * 0.7, 101);
    for (const value of values) {
      plain.add(value);
      weighted.add(value, 0.7);
    }
    expect(weighted.interval()).toEqual(plain.interval());
  });
});
