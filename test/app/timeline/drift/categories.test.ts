// Tests of categories: those of counts, over the categories of both samples.
import { expect, test } from 'vitest';
import { alignCounts } from '../../../../app/timeline/drift/categories/alignCounts.ts';
import { chiSquare } from '../../../../app/timeline/drift/categories/chiSquare.ts';
import { cramersV } from '../../../../app/timeline/drift/categories/cramersV.ts';
import { fisherExact } from '../../../../app/timeline/drift/categories/fisherExact.ts';
import { gTest } from '../../../../app/timeline/drift/categories/gTest.ts';
import { hellinger } from '../../../../app/timeline/drift/categories/hellinger.ts';
import { jensenShannon } from '../../../../app/timeline/drift/categories/jensenShannon.ts';
import { lInfinity } from '../../../../app/timeline/drift/categories/lInfinity.ts';
import { proportionZ } from '../../../../app/timeline/drift/categories/proportionZ.ts';
import { psi } from '../../../../app/timeline/drift/categories/psi.ts';
import { totalVariation } from '../../../../app/timeline/drift/categories/totalVariation.ts';
import { categorySample, type CategorySample } from '../../../../app/timeline/drift/samples.ts';
import { apart, driftCounts } from './driftCounts.ts';

const all = [jensenShannon, psi, hellinger, lInfinity, totalVariation, chiSquare, gTest, cramersV, proportionZ, fisherExact];

/** Categories c0, c1, ... with these counts; those without rows are not in it. */
function sample(counts: readonly number[]): CategorySample {
  const present = counts.map((count, i): [string, number] => [`c${i}`, count]).filter(([, count]) => count > 0);
  return { counts: new Map(present.reverse()), n: counts.reduce((sum, count) => sum + count, 0), missing: 0 };
}

test('categories of both samples are aligned by name, in one order whatever the rows', () => {
  const aligned = alignCounts(categorySample(['b', 'a', null, 'b', 'é']), categorySample(['z', 'a']));
  expect(aligned).toEqual({
    labels: ['a', 'b', 'z', 'é'],
    reference: Float64Array.of(1, 2, 0, 1),
    current: Float64Array.of(1, 0, 1, 0),
  });
});

test.each(driftCounts.counts.map((one) => [one.name, one] as const))(
  '%s: every test gives the figure of its counts',
  (_, one) => {
    const [r, c] = [sample(one.reference), sample(one.current)];
    const near = (found: number | null, expected: number | 'Infinity' | undefined, what: string): void => {
      if (expected !== undefined) expect(apart(found, expected), what).toBeLessThan(1e-9);
    };
    // scipy's distance is the root of a difference of rounded numbers.
    expect(Math.abs(jensenShannon.compare(r, c).score ** 2 - one.jensenShannon2 ** 2)).toBeLessThan(1e-15);
    near(hellinger.compare(r, c).score, one.hellinger, 'hellinger');
    near(lInfinity.compare(r, c).score, one.lInfinity, 'lInfinity');
    near(totalVariation.compare(r, c).score, one.totalVariation, 'totalVariation');
    near(chiSquare.compare(r, c).score, one.chiSquareTable?.[0], 'chiSquare');
    near(chiSquare.compare(r, c).pValue, one.chiSquareTable?.[1], 'chiSquare, p');
    near(gTest.compare(r, c).score, one.gTestTable?.[0], 'gTest');
    near(gTest.compare(r, c).pValue, one.gTestTable?.[1], 'gTest, p');
    near(psi.compare(r, c).score, one.psi.evidently, 'psi');
    near(cramersV.compare(r, c).score, one.balanced[0], 'cramersV');
    near(proportionZ.compare(r, c).pValue, one.proportionZ?.[1], 'proportionZ, p');
    near(fisherExact.compare(r, c).pValue, one.fisher, 'fisherExact, p');
  },
);

test('a sample against itself has score 0, and p 1 where there is one', () => {
  for (const counts of [[7], [3, 5], [1e9, 2e9]]) {
    for (const one of all) {
      const { score, pValue } = one.compare(sample(counts), sample(counts));
      expect([score, pValue ?? 1], `${one.name} of ${counts.join()}`).toEqual([0, 1]);
    }
  }
});

test('samples with no category in common are as far apart as can be', () => {
  const [r, c] = [sample([60, 40, 0, 0]), sample([0, 0, 30, 30])];
  for (const one of [jensenShannon, hellinger, totalVariation]) expect(one.compare(r, c).score).toBeCloseTo(1, 12);
  // 1 but for the correction for bias.
  expect(cramersV.compare(r, c).score).toBeCloseTo(Math.sqrt((1 - 3 / 119) / (1 - 1 / 119)), 12);
  expect(lInfinity.compare(r, c).score).toBe(0.6);
  expect(chiSquare.compare(r, c).pValue).toBeLessThan(1e-30);
  expect(gTest.compare(r, c).score).toBeLessThan(Infinity);
});

test('one row of a new category is no proof of drift', () => {
  const [r, c] = [sample([500, 300, 200, 0]), sample([250, 150, 99, 1])];
  expect(chiSquare.compare(r, c).pValue).toBeGreaterThan(0.5);
  expect(gTest.compare(r, c).pValue).toBeGreaterThan(0.5);
});

test('tests of two categories have no answer for three, and no sign', () => {
  for (const one of [proportionZ, fisherExact]) {
    expect(one.compare(sample([1, 2, 3]), sample([3, 2, 1]))).toEqual({ score: NaN, pValue: NaN });
    expect(one.compare(sample([1, 2]), sample([2, 1])).score).toBeGreaterThan(0);
    expect(one.compare(sample([2, 1]), sample([1, 2])).score).toBeGreaterThan(0);
  }
});

test('NannyML: L-infinity of its tests', () => {
  const reference = categorySample(['a', 'a', 'b', 'b', 'c', 'c']);
  expect(lInfinity.compare(reference, categorySample(['a', 'a', 'b', 'b', 'c', 'c', 'd'])).score).toBeCloseTo(1 / 7, 12);
  expect(lInfinity.compare(reference, categorySample(['b', 'b', 'b'])).score).toBeCloseTo(2 / 3, 12);
});

test('a hundred thousand categories with thousands of millions of rows take no time to speak of', () => {
  const labels = Array.from({ length: 1e5 }, (_, i) => i);
  const r = sample(labels.map((i) => 1e4 + 500 * (i % 7)));
  const c = sample(labels.map((i) => 1e4 + 500 * (i % 11)));
  for (const one of all) {
    // Of the processor: other tests run beside.
    const started = process.cpuUsage();
    expect(one.compare(r, c).score, one.name).not.toBe(0);
    expect(process.cpuUsage(started).user / 1000, one.name).toBeLessThan(2000);
  }
});
