import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { deepchecks } from '../../../../app/timeline/drift/presets/deepchecks.ts';
import { deviationLimit } from '../../../../app/timeline/drift/presets/deviationLimit.ts';
import { drydock } from '../../../../app/timeline/drift/presets/drydock.ts';
import { evidently } from '../../../../app/timeline/drift/presets/evidently.ts';
import { nannyml } from '../../../../app/timeline/drift/presets/nannyml.ts';
import type { ColumnComparison, ColumnDrift, DriftPreset } from '../../../../app/timeline/drift/presets/preset.ts';
import { driftPresets } from '../../../../app/timeline/drift/presets/registry.ts';
import { categorySample, numberSample } from '../../../../app/timeline/drift/samples.ts';

interface Answer {
  error?: string;
  method: string;
  score: number | null;
  threshold: number | null;
  drifted: boolean;
}

interface Column {
  name: string;
  kind: 'number' | 'category';
  reference: (number | string | null)[];
  current: (number | string | null)[];
  evidently: Answer;
  deepchecks: Answer;
  nannyml: Answer;
}

/**
 * Written by test/reference/driftPeers.py with the peers themselves. Where a peer throws (Evidently at a column without values,
 * Deepchecks below ten) or says NaN (NannyML without values), the preset has no score and calls no drift.
 */
const peers = JSON.parse(readFileSync(new URL('../../../reference/driftPeers.json', import.meta.url), 'utf8')) as {
  tables: { name: string; columns: Column[]; share: { evidently: { share: number; drifted: boolean } } }[];
};

const columns = peers.tables.flatMap((table) => table.columns.map((column) => ({ ...column, table: table.name })));

/** NannyML's chunks of the reference: as many rows as the current part has, the last with what is left. */
function comparison({ kind, reference, current }: Column): ColumnComparison {
  const starts = Array.from({ length: Math.ceil(reference.length / current.length) }, (_, i) => i * current.length);
  const chunks = starts.map((start) => reference.slice(start, start + current.length));
  if (kind === 'category') {
    const sample = (values: Column['current']): ReturnType<typeof categorySample> => categorySample(values as string[]);
    return { kind, reference: sample(reference), current: sample(current), chunks: chunks.map(sample) };
  }
  const sample = (values: Column['current']): ReturnType<typeof numberSample> =>
    numberSample(Float64Array.from(values, (value) => (value === null ? NaN : Number(value))));
  return { kind, reference: sample(reference), current: sample(current), chunks: chunks.map(sample) };
}

/** In words; empty where both say the same. */
function difference(found: ColumnDrift, answer: Answer): string[] {
  const wrong: string[] = [];
  // p-values that are 0 to the peer may be the smallest of numbers here.
  const tolerance = found.pValue === null ? 1e-9 : 1e-6;
  const compare = (what: string, ours: number | null, theirs: number | null, within: number): void => {
    const isSame =
      ours === null || theirs === null ? ours === theirs : Math.abs(ours - theirs) <= within * Math.max(1, Math.abs(theirs));
    if (!isSame) wrong.push(`${what} ${ours} is ${theirs}`);
  };
  compare('score', found.score, answer.score, tolerance);
  compare('threshold', found.threshold, answer.threshold, 1e-9);
  if ((found.verdict === 'drift') !== answer.drifted) wrong.push(`verdict ${found.verdict} is ${String(answer.drifted)}`);
  return wrong;
}

const evidentlyMethods: Record<string, string> = {
  'K-S p_value': 'Kolmogorov-Smirnov p',
  'chi-square p_value': 'chi-squared p',
  'Z-test p_value': 'z test p',
  'Jensen-Shannon distance': 'Jensen-Shannon distance, natural logarithm',
  'Wasserstein distance (normed)': 'Wasserstein distance, normed',
};

describe('presets say what the peers say', () => {
  it.each(columns)('Evidently of $table: $kind, $name', (column) => {
    const found = evidently.compare(comparison(column), 1);
    if (column.evidently.error) {
      expect(found).toMatchObject({ score: null, verdict: 'none' });
      return;
    }
    expect(found.method).toBe(evidentlyMethods[column.evidently.method]);
    expect(difference(found, column.evidently)).toEqual([]);
  });

  it.each(columns)('Deepchecks of $table: $kind, $name', (column) => {
    const found = deepchecks.compare(comparison(column), 1);
    if (column.deepchecks.error) expect(found).toMatchObject({ score: null, verdict: 'none' });
    else expect(difference(found, column.deepchecks)).toEqual([]);
  });

  it.each(columns)('NannyML of $table: $kind, $name', (column) => {
    const found = nannyml.compare(comparison(column), 1);
    if (column.nannyml.error) expect(found).toMatchObject({ score: null, verdict: 'none' });
    else expect(difference(found, column.nannyml)).toEqual([]);
  });

  it.each(peers.tables)('Evidently of the whole table: $name', (table) => {
    const answered = table.columns.filter(({ evidently: answer }) => !answer.error);
    const found = evidently.settle(answered.map((column) => evidently.compare(comparison(column), 1)));
    expect(found.share).toBeCloseTo(table.share.evidently.share, 12);
    expect(found.verdict === 'drift').toBe(table.share.evidently.drifted);
  });
});

describe('what peers say that is made by their method, not by the data', () => {
  it('Evidently is certain of drift at one row of a category that the reference lacks; Drydock is not', () => {
    const reference = categorySample(Array.from({ length: 600 }, (_, i) => `${i % 3}`));
    const current = categorySample([...Array.from({ length: 300 }, (_, i) => `${i % 3}`), 'new']);
    const column: ColumnComparison = { kind: 'category', reference, current };
    expect(evidently.compare(column, 1)).toMatchObject({ pValue: 0, verdict: 'drift' });
    expect(drydock.compare(column, 1).verdict).toBe('none');
  });

  it('NannyML cannot alarm when the reference’s own chunks are as far apart as can be', () => {
    const [a, b] = [categorySample(['a', 'a', 'a']), categorySample(['b', 'b', 'b'])];
    const chunks = [categorySample(['a']), categorySample(['a', 'a', 'b', 'b']), b];
    const reference = categorySample(['a', 'a', 'a', 'b', 'b', 'b']);
    const found = nannyml.compare({ kind: 'category', reference, current: categorySample(['c']), chunks: [...chunks, a] }, 1);
    expect(found.score).toBe(1);
    expect(found.threshold).toBeGreaterThan(1);
    expect(found.verdict).toBe('none');
  });
});

describe.each(driftPresets)('every preset: $name', (preset: DriftPreset) => {
  it('answers to any table, with a score that is a number or none', () => {
    for (const column of columns) {
      const { score, verdict } = preset.compare(comparison(column), 3);
      expect(score === null || Number.isFinite(score)).toBe(true);
      if (score === null) expect(verdict).toBe('none');
    }
  });

  it('finds no drift between a sample and itself, and drift where nothing is the same', () => {
    const random = new Random(4);
    const rows = Array.from({ length: 400 }, () => random.normal());
    const sample = numberSample(rows);
    const chunks = [0, 1, 2, 3].map((i) => numberSample(rows.slice(100 * i, 100 * i + 100)));
    const still = preset.compare({ kind: 'number', reference: sample, current: sample, chunks }, 1);
    expect(still.verdict).toBe('none');
    const away = numberSample(rows.map((x) => x + 50));
    const moved = preset.compare({ kind: 'number', reference: sample, current: away, chunks }, 1);
    expect(moved.verdict).toBe('drift');
    expect(preset.settle([still]).verdict).toBe('none');
    expect(preset.settle([moved])).toMatchObject({ share: 1, verdict: 'drift' });
    expect(preset.settle([])).toEqual({ columns: [], share: 0, verdict: 'none' });
  });
});

describe('drydock', () => {
  it('states the band and the rows, and adjusts for the number of columns only once it knows them', () => {
    const random = new Random(8);
    const draw = (rows: number, shift: number): ReturnType<typeof numberSample> =>
      numberSample(Float64Array.from({ length: rows }, () => random.normal() + shift));
    const compared = Array.from({ length: 10 }, (_, i) =>
      drydock.compare({ kind: 'number', reference: draw(1000, 0), current: draw(200, i === 0 ? 1 : 0) }, i),
    );
    expect(compared[0]?.chance).toMatchObject({ reference: 1000, current: 200, isBound: true, adjustedPValue: null });
    const { columns: settled, share, verdict } = drydock.settle(compared);
    expect(settled[0]?.verdict).toBe('drift');
    expect(settled[0]?.chance?.adjustedPValue).toBeCloseTo(1e-5, 12);
    expect(share).toBe(0.1);
    expect(verdict).toBe('drift');
    for (const { chance } of settled.slice(1)) expect(chance?.adjustedPValue).toBeGreaterThan(0.05);
  });

  it('leaves a column without values out of the count', () => {
    const empty = drydock.compare({ kind: 'category', reference: categorySample(['a']), current: categorySample([null]) }, 1);
    expect(empty).toMatchObject({ score: null, pValue: null, verdict: 'none' });
    expect(drydock.settle([empty])).toMatchObject({ share: 0, verdict: 'none' });
  });

  it('says drift of a column that keeps its values and loses its cells, and of one that loses all', () => {
    const values = Array.from({ length: 400 }, (_, i) => (i * 7919) % 400);
    const lost = (every: number): number[] => values.map((value, i) => (i % every === 0 ? value : NaN));
    const compared = [lost(1), lost(5), values.map(() => NaN)].map((current, i) =>
      drydock.compare({ kind: 'number', reference: numberSample(values), current: numberSample(current) }, i),
    );
    expect(compared.map(({ verdict }) => verdict)).toEqual(['none', 'none', 'none']);
    const { columns: settled, share } = drydock.settle(compared);
    expect(settled.map(({ verdict, isOfMissing = false }) => [verdict, isOfMissing])).toEqual([
      ['none', false],
      ['drift', true],
      ['drift', true],
    ]);
    expect(share).toBeCloseTo(2 / 3, 12);
  });

  it('adjusts values and missing cells together, and only where cells are missing', () => {
    const values = Array.from({ length: 300 }, (_, i) => (i * 37) % 300);
    const whole = { kind: 'number', reference: numberSample(values), current: numberSample(values.slice(0, 100)) } as const;
    const holed = { ...whole, reference: numberSample(values.map((value, i) => (i < 30 ? NaN : value))) };
    const [alone, with1] = [whole, holed].map((one) => drydock.compare(one, 5));
    expect(alone?.missing).toBeUndefined();
    // Fisher's exact test of 30 in 300 against 0 in 100: scipy.stats.fisher_exact([[30, 270], [0, 100]])
    expect(with1?.missing?.pValue).toBeCloseTo(0.00023647642304067552, 12);
    expect(drydock.settle([with1 as ColumnDrift]).columns[0]?.missing?.verdict).toBe('drift');
  });
});

describe('limits by standard deviations', () => {
  const least = (values: readonly number[]): number => Math.min(...values);
  const median = (values: readonly number[]): number => {
    const sorted = values.toSorted((a, b) => a - b);
    return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  };
  const limits = (values: readonly (number | null)[], times: [number, number], middle?: typeof least) =>
    times.map((one) => deviationLimit(values, one, middle));

  // nannyml 0.13, tests/thresholds
  it('are those of NannyML, around the mean, the median or the least of the values', () => {
    const upTo29 = Array.from({ length: 30 }, (_, i) => i);
    expect(limits(upTo29, [-1.4, 2], median)).toEqual([
      expect.closeTo(2.382381972241136, 12),
      expect.closeTo(31.81088289679838, 12),
    ]);
    expect(limits(upTo29, [-0.3, 3.1], least)).toEqual([
      expect.closeTo(-2.5966324345197567, 12),
      expect.closeTo(26.83186849003749, 12),
    ]);
    expect(limits([-1, 1, 1, 1], [-1, -2], least)).toEqual([
      expect.closeTo(-1.8660254037844386, 12),
      expect.closeTo(-2.732050807568877, 12),
    ]);
    expect(limits([0.91, 0.92, 0.905, 0.915, 0.91, 0.9], [-3, 3])).toEqual([
      expect.closeTo(0.890635083268963, 12),
      expect.closeTo(0.9293649167310373, 12),
    ]);
  });

  it('leave out what is no number, and are none where nothing is left', () => {
    expect(limits([NaN, 1, null, 3], [-1, 1])).toEqual([1, 3]);
    expect(limits([NaN, null], [-1, 1])).toEqual([null, null]);
  });
});
