// What is tried on a column before anything is proved: values that the column has, or may well have tomorrow, are left alone.
import { describe, expect, test } from 'vitest';
import type { Repair } from '../../../../app/api/schemas/repairs.ts';
import { Random } from '../../../../app/base/random.ts';
import type { Candidate, CellKind, ColumnOnBench } from '../../../../app/stress/harden/kind.ts';
import { imputation } from '../../../../app/stress/harden/kinds/imputation.ts';
import { sentinels } from '../../../../app/stress/harden/kinds/sentinels.ts';
import { unit } from '../../../../app/stress/harden/kinds/unit.ts';
import { repairedColumn } from '../../../../app/prepare/cellRepairs.ts';

const random = new Random(5);
const many = <T>(draw: (i: number) => T): T[] => Array.from({ length: 2000 }, (_, i) => draw(i));

/** Mostly one or two, up to eight. */
const supportCalls = many(() => Math.min(8, Math.floor(-1.2 * Math.log(1 - random.uniform()))));
const roomTemp = many((i) => (i === 0 ? -2.9 : Math.round(10 * (21 + 3.5 * random.normal())) / 10));
const ages = many(() => 18 + random.integer(73));

function columnOf(values: readonly number[]): ColumnOnBench {
  return {
    name: 'x',
    about: { kind: 'number' } as ColumnOnBench['about'],
    column: { kind: 'number', values: Float64Array.from(values), valid: null } as unknown as ColumnOnBench['column'],
    model: {} as ColumnOnBench['model'],
    feeds: [
      {
        input: { name: 'x', kind: 'tensor', type: 'float32', shape: [null, 1] },
        element: 0,
        feed: { column: 'x', missing: { kind: 'reject' }, reason: '', confidence: 1 },
      },
    ] as ColumnOnBench['feeds'],
    indicators: [],
    rows: values.length,
    missing: 0,
  };
}

const repairs = (candidates: Candidate[]): Repair[] =>
  candidates.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'repair' ? [step.repair] : [])));

/** Those of `probes` that any candidate changes. */
function changed(kind: CellKind, values: readonly number[], probes: readonly number[]): number[] {
  const found = repairs(kind.candidates(columnOf(values)));
  return probes.filter((probe) =>
    found.some((repair) => {
      const feature = { column: 'x', missing: { kind: 'reject' as const }, repairs: [repair] };
      const mended = repairedColumn(feature, columnOf([probe]).column);
      return mended.kind === 'text' || mended.valid?.[0] === 0 || mended.values[0] !== probe;
    }),
  );
}

const codes = [0, -1, -9, -99, -999, -9999, 9, 99, 999, 9999, 99999, 999999];

describe('disguised missing cells', () => {
  test('a count may rise: 9 and 10 are no codes where 8 occurs, 99 and -1 are', () => {
    expect(Math.max(...supportCalls)).toBe(8);
    expect(changed(sentinels, supportCalls, [0, 1, 8, 9, 10, 20])).toEqual([]);
    expect(changed(sentinels, supportCalls, codes)).toEqual([-1, -9, -99, -999, -9999, 99, 999, 9999, 99999, 999999]);
  });

  test('a column on both sides of zero keeps its zero and its negative numbers, however often they come', () => {
    expect(changed(sentinels, roomTemp, codes)).toEqual([999, 9999, 99999, 999999]);
    const frosty = [...roomTemp, 0, 0, 0, 0, -1, -1, -1, -1];
    expect(changed(sentinels, frosty, [0, -1, -9])).toEqual([]);
  });

  test('whole degrees that end at -1 are no codes: the scale does not end at zero', () => {
    const degrees = many(() => Math.max(0, Math.round(12 + 4 * random.normal())));
    expect(changed(sentinels, [...degrees, -1, -1, -1], [-1, 0])).toEqual([]);
  });

  test('0 and 1 as answers, and prices below a thousand, are values', () => {
    expect(
      changed(
        sentinels,
        many((i) => i % 2),
        [0, 1, 9],
      ),
    ).toEqual([]);
    expect(
      changed(
        sentinels,
        many(() => 5 + 400 * random.uniform()),
        [0, 9, 99, 999],
      ),
    ).toEqual([]);
  });

  test.each([
    ['999 among ages', ages, 999],
    ['-1 among ages', ages, -1],
    ['0 among ages', ages.filter((age) => age > 30), 0],
    ['-1 among counts', supportCalls, -1],
    ['-999 on both sides of zero', roomTemp, -999],
    ['99 among ages up to 120, far more often than any', many(() => Math.min(120, 60 + Math.round(15 * random.normal()))), 99],
  ])('what occurs and lies apart or comes too often is found: %s', (_, values, code) => {
    expect(changed(sentinels, [...values, ...Array<number>(900).fill(code)], [code])).toEqual([code]);
  });
});

describe('another unit', () => {
  test('counts have none', () => {
    expect(repairs(unit.candidates(columnOf(supportCalls)))).toEqual([]);
  });

  test('what may well be a value stays: a few times as large or as small as anything that occurs', () => {
    expect(changed(unit, ages, [0, 9, 5, 110, 180, 270])).toEqual([]);
    expect(changed(unit, roomTemp, [-20, -5, 0, 0.2, 45, 60])).toEqual([]);
    const small = many(() => 2 + random.integer(8));
    expect(changed(unit, small, [1, 10, 15, 27])).toEqual([]);
    const wide = many(() => 1 + 99 * random.uniform());
    expect(changed(unit, wide, [0.1, 0.5, 300, 900])).toEqual([]);
  });

  test('what is a thousand times as large or small is mended, also where part of the rows are so already', () => {
    const metres = many(() => 1.4 + 0.7 * random.uniform());
    expect(changed(unit, metres, [1700, 170, 0.0017])).toEqual([1700, 170, 0.0017]);
    const mixed = metres.map((value, i) => (i % 10 === 0 ? value * 1000 : value));
    expect(changed(unit, mixed, [1700, 1.7])).toEqual([1700]);
    const debts = metres.map((value) => -value);
    expect(changed(unit, debts, [-1700, -1.7, -0.0017])).toEqual([-1700, -0.0017]);
  });
});

test('a mean that goes in as a whole number is said with the number it is', () => {
  const says = imputation
    .candidates(columnOf([...Array<number>(41).fill(1), ...Array<number>(59).fill(2)]))
    .map((one) => one.says);
  expect(says).toContain('missing cells become 2 (median of this column)');
  const skewed = imputation.candidates(
    columnOf([...Array<number>(60).fill(1), ...Array<number>(30).fill(2), ...Array<number>(10).fill(4)]),
  );
  expect(skewed.map((one) => one.says)).toContain('missing cells become 2 (the mean of this column, 1.6, as a whole number)');
});
