// Bins of numbers and tests over them: against numpy (test/reference/driftCounts.py) and published figures.
import { expect, test } from 'vitest';
import { decileEdges } from '../../../../app/timeline/drift/bins/decileEdges.ts';
import { doaneBins } from '../../../../app/timeline/drift/bins/doaneBins.ts';
import { doaneEdges } from '../../../../app/timeline/drift/bins/doaneEdges.ts';
import { equalCountEdges } from '../../../../app/timeline/drift/bins/equalCountEdges.ts';
import { histogram } from '../../../../app/timeline/drift/bins/histogram.ts';
import { sturgesBins } from '../../../../app/timeline/drift/bins/sturgesBins.ts';
import { sturgesEdges } from '../../../../app/timeline/drift/bins/sturgesEdges.ts';
import { hellingerBins } from '../../../../app/timeline/drift/numbers/hellingerBins.ts';
import { jensenShannonBins } from '../../../../app/timeline/drift/numbers/jensenShannonBins.ts';
import { psiDeciles } from '../../../../app/timeline/drift/numbers/psiDeciles.ts';
import { numberSample, type NumberSample } from '../../../../app/timeline/drift/samples.ts';
import { hellinger } from '../../../../app/timeline/drift/shares/hellinger.ts';
import { jensenShannon } from '../../../../app/metrics/shares/jensenShannon.ts';
import { klDivergence } from '../../../../app/timeline/drift/shares/klDivergence.ts';
import { psi } from '../../../../app/metrics/shares/psi.ts';
import { apart, driftCounts, formula, type SampleCase } from './driftCounts.ts';

const all = [psiDeciles, jensenShannonBins, hellingerBins];

function expectEdges(found: Float64Array, expected: number[]): void {
  expect(found.length).toBe(expected.length);
  const span = (expected.at(-1) as number) - (expected[0] as number);
  found.forEach((edge, i) => expect(Math.abs(edge - (expected[i] as number))).toBeLessThanOrEqual(1e-12 * span));
}

const cases = driftCounts.samples.map((one): [string, SampleCase] => [one.name, one]);

test.each(cases)('%s: edges and counts are numpy’s', (_, one) => {
  const [r, c] = [numberSample(one.reference), numberSample(one.current)];
  const { integers } = one;
  const sturges = sturgesEdges(r, c, { integers });
  expectEdges(sturges, one.sturges);
  expect([histogram(r, sturges).counts, histogram(c, sturges).counts]).toEqual(one.sturgesCounts.map((counts) => Float64Array.from(counts))); // prettier-ignore
  const doane = doaneEdges(r, { integers });
  expectEdges(doane, one.doane);
  expect(histogram(r, doane).counts).toEqual(Float64Array.from(one.doaneCounts[0]));
  expect(histogram(c, doane)).toEqual({ counts: Float64Array.from(one.doaneCounts[1]), below: one.outside[0], above: one.outside[1] }); // prettier-ignore
  const deciles = [...decileEdges(r)].filter((edge) => edge <= (r.values.at(-1) as number) && edge > -Infinity);
  expect(deciles.length).toBe(one.deciles.length);
  deciles.forEach((edge, i) => expect(apart(edge, one.deciles[i] as number, 1e-300)).toBeLessThan(1e-12));
});

test.each(cases)('%s: tests over bins as NannyML and Evidently describe them', (_, one) => {
  const [r, c] = [numberSample(one.reference), numberSample(one.current)];
  expect(apart(jensenShannonBins.compare(r, c).score, one.nannyml.jensenShannon, 1e-7)).toBeLessThan(1e-9);
  expect(apart(hellingerBins.compare(r, c).score, one.nannyml.hellinger, 1e-7)).toBeLessThan(1e-9);
  const counts = sturgesBins(r, c);
  expect(apart(psi(counts.reference, counts.current, 'fill'), one.evidently.psi)).toBeLessThan(1e-9);
  expect(apart(klDivergence(counts.reference, counts.current, 'fill'), one.evidently.kl)).toBeLessThan(1e-9);
  expect(apart(jensenShannon(counts.reference, counts.current, 'e'), one.evidently.jensenShannon, 1e-7)).toBeLessThan(1e-9);
  // Where the greatest reference value is the last decile, ours keeps what lies above it apart; classic bins do not.
  if (one.deciles.at(-1) === r.values.at(-1) && (c.values.at(-1) as number) > (r.values.at(-1) as number)) return;
  expect(apart(psiDeciles.compare(r, c).score, one.psiDeciles)).toBeLessThan(1e-9);
});

test('two samples of a formula: figures of numpy, Evidently and NannyML', () => {
  const [r, c] = [numberSample(formula.reference), numberSample(formula.current)];
  const edges = sturgesEdges(r, c);
  expect(edges.length).toBe(14);
  expect(edges[0]).toBe(10.096396789517257);
  expect((edges[1] as number) - (edges[0] as number)).toBeCloseTo(0.5035536387180439, 12);
  const counts = sturgesBins(r, c);
  expect([...counts.reference]).toEqual([57, 106, 155, 246, 251, 249, 246, 244, 192, 149, 97, 8, 0]);
  expect([...counts.current]).toEqual([0, 27, 57, 94, 154, 185, 185, 186, 187, 164, 132, 93, 36]);
  expect(psi(counts.reference, counts.current, 'fill')).toBeCloseTo(0.6061366814792332, 12);
  expect(klDivergence(counts.reference, counts.current, 'fill')).toBeCloseTo(0.28647136551239205, 12);
  expect(jensenShannon(counts.reference, counts.current, 'e')).toBeCloseTo(0.2292160574368152, 12);
  expect(hellinger(counts.reference, counts.current)).toBeCloseTo(0.2504671801233827, 12);
  const bins = doaneBins(r, c);
  expect(bins.reference.length).toBe(14);
  expect((bins.current.at(-1) as number) / 1500).toBeCloseTo(0.07666666666666666, 12);
  expect(jensenShannonBins.compare(r, c)).toEqual({ score: expect.closeTo(0.282255321970426, 12), pValue: null });
  expect(hellingerBins.compare(r, c).score).toBeCloseTo(0.26649464212351254, 12);
  expect(psiDeciles.compare(r, c).score).toBeCloseTo(0.3055857493917801, 12);
});

test('bins of equal counts: quarters of 21 rows, and fewer where one value fills several', () => {
  const rows = Array.from({ length: 21 }, (_, i) => i);
  expect([...equalCountEdges(numberSample(rows), 4)]).toEqual([0, 5, 10, 15, 20]);
  expect([...equalCountEdges(numberSample([1, 1, 1, 1, 1, 2, 3]), 4)]).toEqual([1, 1.5, 3]);
  expect([...equalCountEdges(numberSample([4, 4, 4]), 5)]).toEqual([4, 4]);
  expect(histogram(numberSample([4, 4, 5]), [4, 4])).toEqual({ counts: Float64Array.of(2), below: 0, above: 1 });
});

test('a constant that moves is seen, to either side', () => {
  const at = (value: number): NumberSample => numberSample(new Array(50).fill(value));
  for (const [from, to] of [
    [5, 6],
    [5, 4],
    [0, 1e-300],
    [-3, -2.9],
    [5, 5.2],
  ] as const) {
    // prettier-ignore
    for (const one of all) expect(one.compare(at(from), at(to)).score, `${one.name}: ${from} to ${to}`).toBeGreaterThan(0.5);
  }
  for (const one of all) expect(one.compare(at(5), at(5)).score).toBe(0);
});

test('counts are never written out: thousands of millions of rows, ends of the range of numbers', () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => Math.sqrt(i + 0.5));
  const huge = (first: number): NumberSample => {
    const counts = values.map((_, i) => first + i * 1e6);
    return { values, counts, n: counts.reduce((sum, count) => sum + count, 0), missing: 0 };
  };
  const [r, c] = [huge(1e9), huge(2e9)];
  expect(sturgesEdges(r, c).length - 1).toBe(Math.ceil(Math.log2(r.n + c.n) + 1));
  for (const one of all) {
    const score = one.compare(r, c).score;
    expect(score).toBeGreaterThan(0.005);
    expect(score).toBeLessThan(0.1);
  }
  // Every count a millionth: the same figures where the bins do not depend on how many rows there are.
  const less = ({ counts, n }: NumberSample): NumberSample => ({ values, counts: counts.map((one) => one / 1e6), n: n / 1e6, missing: 0 }); // prettier-ignore
  expect(psiDeciles.compare(r, c).score).toBeCloseTo(psiDeciles.compare(less(r), less(c)).score, 6);
  const ends = numberSample([-1.7e308, -1, 0, 1, 1.7e308]);
  for (const one of all) {
    expect(one.compare(ends, ends).score).toBe(0);
    expect(one.compare(ends, numberSample([1.7e308, 1.6e308])).score).toBeGreaterThan(0.3);
  }
  expect([...sturgesEdges(ends, ends)].every(Number.isFinite)).toBe(true);
  expect([...doaneEdges(ends)].every(Number.isFinite)).toBe(true);
});
