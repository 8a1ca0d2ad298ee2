// Every corruption that changes a distribution, put on a reference and found again.
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../app/base/columns.ts';
import { Random } from '../../../app/base/random.ts';
import type { ColumnSample } from '../../../app/drift/columnSamples.ts';
import { withFault, type Fault } from '../../../app/drift/likeness/fault.ts';
import { likenessOf, likenessSample, type Likeness, type LikenessSample } from '../../../app/drift/likeness/likeness.ts';
import { tellsStuck } from '../../../app/drift/likeness/tellsStuck.ts';
import { apart, apartByChance, thinned } from '../../../app/drift/likeness/thinned.ts';
import { sliceColumn } from '../../../app/stress/columnRows.ts';
import { corruptions } from '../../../app/stress/corruptions/registry.ts';
import type { StressColumn } from '../../../app/stress/stressColumn.ts';
import { categorySample, numberSample } from '../../../app/timeline/drift/samples.ts';
import { cellsOf, damagedCells, feature, numbers, tableOf, texts } from '../stress/damageTable.ts';

type Cell = number | string | bigint | undefined;

function sampleOf(cells: readonly Cell[], kind: ColumnSample['kind']): LikenessSample {
  const sample: ColumnSample =
    kind === 'number'
      ? { kind, sample: numberSample(cells.map((cell) => (cell === undefined ? NaN : Number(cell)))) }
      : { kind, sample: categorySample(cells.map((cell) => (cell === undefined ? null : String(cell)))) };
  return likenessSample(sample) as LikenessSample;
}

const rows = 3_000;
const random = new Random(11);
const cities = ['new york', 'São Paulo', 'Kraków', 'london', 'Málaga', 'port louis', 'Oslo'];
const columns: Record<string, { column: Column; kind: 'number' | 'category' }> = {
  speed: { column: numbers(Array.from({ length: 2 * rows }, () => 120 + 30 * random.normal())), kind: 'number' },
  price: { column: numbers(Array.from({ length: 2 * rows }, () => 5 + Math.exp(2 + 0.7 * random.normal()))), kind: 'number' },
  city: {
    column: texts(Array.from({ length: 2 * rows }, () => cities[Math.floor(7 * random.uniform() ** 1.7)])),
    kind: 'category',
  },
};

interface Found {
  likeness: Likeness | null;
  before: StressColumn;
  now: LikenessSample;
}

/** The first half as it was, the second damaged: two draws of one world. */
function found(id: string, name: string, amount: number): Found {
  const { column, kind } = columns[name] as (typeof columns)[string];
  const corruption = corruptions.find((one) => one.id === id);
  if (!corruption) throw new Error(`no corruption ${id}`);
  const time = Float64Array.from({ length: 2 * rows }, (_, row) => row);
  const table = tableOf({ features: [feature(name, column, kind)], time });
  const now = sampleOf(damagedCells(corruption, table, amount, name).slice(rows), kind);
  const likeness = likenessOf(sampleOf(cellsOf(column).slice(0, rows), kind), now);
  return { likeness, before: feature(name, sliceColumn(column, 0, rows), kind), now };
}

/** Mean difference of the distribution functions, or half the sum of the differences of shares. */
function apartOf(a: LikenessSample, b: LikenessSample): number {
  if (a.kind === 'number' && b.kind === 'number') return apart(a.sample, b.sample);
  if (a.kind !== 'category' || b.kind !== 'category') throw new Error('samples of one kind');
  const [one, other] = [a.sample, b.sample];
  const labels = new Set([...one.counts.keys(), ...other.counts.keys()]);
  const share = ({ counts, n, missing }: typeof one, label: string): number => (counts.get(label) ?? 0) / (n + missing);
  const lost = ({ n, missing }: typeof one): number => missing / (n + missing);
  const differences = [...labels].map((label) => Math.abs(share(one, label) - share(other, label)));
  return (differences.reduce((sum, difference) => sum + difference, 0) + Math.abs(lost(one) - lost(other))) / 2;
}

describe('a corruption is found again in the distribution that it leaves', () => {
  it.each([
    ['missing', 'speed', 0.25],
    ['missing', 'city', 0.25],
    ['sentinel-0', 'speed', 0.2],
    ['sentinel-minus-1', 'price', 0.3],
    ['sentinel-999', 'speed', 0.2],
    ['sentinel-na', 'city', 0.2],
    ['sentinel-empty', 'city', 0.2],
    ['sign-flip', 'speed', 0.3],
    ['unit-larger', 'speed', 0.5],
    ['unit-smaller', 'price', 0.5],
    ['rounding', 'speed', 0.25],
    ['clipping', 'speed', 0.25],
    ['level-shift', 'speed', 1],
    ['noise', 'speed', 1],
    ['upper-case', 'city', 0.5],
    ['lower-case', 'city', 1],
    ['title-case', 'city', 1],
    ['whitespace', 'city', 0.5],
    ['accents-lost', 'city', 1],
    ['typos', 'city', 0.5],
    ['unseen-category', 'city', 0.3],
    ['permuted-categories', 'city', 1],
  ])('%s of %s by %s', (id, name, amount) => {
    const { likeness, before, now } = found(id, name, amount);
    expect(likeness?.corruption).toBe(id);
    expect(likeness?.title).toBe(corruptions.find((one) => one.id === id)?.title);
    expect(likeness?.fit).toBeGreaterThan(0.7);
    expect(likeness?.fit).toBeLessThanOrEqual(1);
    // Which category became which is not told by how many rows they have.
    if (id === 'permuted-categories') return expect(likeness?.fault).toBeNull();
    // Done to the rows as they were, the fault leaves little that would tell them from those of now.
    const draws = Float64Array.from({ length: rows }, () => random.uniform());
    const made = sampleOf(cellsOf(withFault(before, likeness?.fault as Fault, draws)), now.kind);
    expect(apartOf(made, now)).toBeLessThan(0.3 * apartOf(sampleOf(cellsOf(before.column), now.kind), now));
  });

  it('a unit error of all cells comes with its factor, and what has that factor', () => {
    const cells = cellsOf((columns['speed'] as (typeof columns)[string]).column) as number[];
    const now = cells.slice(rows).map((cell) => cell * 1.852);
    const likeness = likenessOf(sampleOf(cells.slice(0, rows), 'number'), sampleOf(now, 'number'));
    expect(likeness?.corruption).toBe('unit-larger');
    expect(likeness?.words).toMatch(/^a unit error ×1\.8[2-9]\d* \(knots to km\/h, ×1\.852\?\)$/);
    expect(likeness?.fit).toBeGreaterThan(0.95);
    const back = likenessOf(sampleOf(now, 'number'), sampleOf(cells.slice(0, rows), 'number'));
    expect(back?.words).toMatch(/^a unit error ×0\.5[2-5]\d* \(km\/h to knots, ×0\.54\?\)$/);
  });

  it('says nothing where nothing changed, nor where nothing known explains the change', () => {
    const cells = cellsOf((columns['speed'] as (typeof columns)[string]).column) as number[];
    expect(likenessOf(sampleOf(cells.slice(0, rows), 'number'), sampleOf(cells.slice(rows), 'number'))).toBeNull();
    const [draw, even] = [new Random(3), new Random(4)];
    const before = Array.from({ length: rows }, () => 'abcdef'[draw.integer(6)] as string);
    const now = Array.from({ length: rows }, () => (even.uniform() < 0.5 ? 'ab' : 'cdef')[even.integer(2)] as string);
    expect(likenessOf(sampleOf(before, 'category'), sampleOf(now, 'category'))).toBeNull();
  });

  it('a column that has lost all of its cells looks like lost cells', () => {
    const none = likenessOf(sampleOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'number'), sampleOf(Array<undefined>(10), 'number'));
    expect(none).toMatchObject({ corruption: 'missing', fit: 1 });
  });
});

describe('how far apart', () => {
  it('is the mean difference of the distribution functions over both, and that of the missing shares', () => {
    const of = (values: number[], missing = 0): { values: Float64Array; missing: number } => ({
      values: Float64Array.from(values),
      missing,
    });
    // At 1, 2, 3, 4 (one value each): |1/2|, |1|, |1/2|, 0.
    expect(apart(of([1, 2]), of([3, 4]))).toBeCloseTo(0.5, 12);
    // At 1 and 2 together: |1/2 - 0|, |1 - 1/2|, 0.
    expect(apart(of([1, 2]), of([2, 3]))).toBeCloseTo((0.5 * 1 + 0.5 * 2 + 0) / 4, 12);
    expect(apart(of([1, 2]), of([1, 2]))).toBe(0);
    expect(apart(of([1, 2]), of([], 1))).toBeCloseTo((0.5 + 1) / 2 + 1, 12);
  });

  it('is by chance what is said', () => {
    const draw = new Random(21);
    const distances = Array.from({ length: 200 }, () => {
      const [a, b] = [400, 150].map((n) => thinned(numberSample(Array.from({ length: n }, () => draw.normal()))));
      return apart(a as never, b as never);
    });
    const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length;
    expect(mean / apartByChance({ n: 400 }, { n: 150 })).toBeGreaterThan(0.9);
    expect(mean / apartByChance({ n: 400 }, { n: 150 })).toBeLessThan(1.1);
  });
});

describe('what any change of its kind looks like is told as no fault', () => {
  const draws = new Random(5);
  const drawn = (n: number, draw: () => number): LikenessSample => sampleOf(Array.from({ length: n }, draw), 'number');
  const normal = (mean: number, deviation: number, n = 1_000): LikenessSample =>
    drawn(n, () => mean + deviation * draws.normal());
  const ones = (share: number): LikenessSample => drawn(1_000, () => Number(draws.uniform() < share));
  const truths = (share: number): LikenessSample =>
    sampleOf(
      Array.from({ length: 1_000 }, () => (draws.uniform() < share ? 'yes' : 'no')),
      'category',
    );

  it.each([0.1, 0.3048, 0.45359237])('a spread around zero that shrinks to %f is no other unit', (factor) => {
    for (let i = 0; i < 20; i++) expect(likenessOf(normal(0, 1), normal(0, factor))).toBeNull();
  });

  it('a spread that shrinks where the location stays is no other unit; where both do, it is', () => {
    expect(likenessOf(normal(0.5, 1), normal(0.5, 0.3048))).toBeNull();
    for (const mean of [1, 3, 100]) {
      expect(likenessOf(normal(mean, 1), normal(mean * 0.3048, 0.3048))?.words).toContain('unit error');
    }
  });

  it('other shares of two values are no sensor that is stuck; one value alone is, where chance does not make it', () => {
    for (const [before, now] of [
      [0.4, 0.6],
      [0.5, 0.2],
      [0.1, 0.5],
    ] as const) {
      expect(likenessOf(ones(before), ones(now))).toBeNull();
      expect(likenessOf(truths(before), truths(now))).toBeNull();
    }
    expect(likenessOf(ones(0.4), ones(1))?.corruption).toBe('stuck-sensor');
    expect(likenessOf(truths(0.4), truths(1))?.corruption).toBe('stuck-sensor');
    expect(tellsStuck({ levels: 2, share: 0.5, constantRows: 9 })).toBe(false);
    expect(tellsStuck({ levels: 2, share: 0.5, constantRows: 10 })).toBe(true);
  });
});
