import { expect, test } from 'vitest';
import type { Cast, PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { Repair } from '../../../app/api/schemas/repairs.ts';
import type { TensorType } from '../../../app/api/schemas/models.ts';
import type { Column } from '../../../app/base/columns.ts';
import { changedCells, repairedColumn } from '../../../app/prepare/cellRepairs.ts';
import { editDistance } from '../../../app/prepare/editDistance.ts';
import { tensorsToBatch } from '../../../app/prepare/inputTensors.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { rowsToBatch } from '../../../app/prepare/rows.ts';
import { isText, type TensorData } from '../../../app/prepare/tensors.ts';

type Feature = PreparationPlan['inputs'][number]['features'][number];

function plan(type: TensorType, features: Feature[]): PreparationPlan {
  return {
    version: 1,
    inputs: [{ input: 'X', type, rank: 2, features }],
    fixedBatch: null,
    reading: { task: 'regression', classes: [], value: { output: 'Y' } },
    positive: null,
  };
}

const fill = { kind: 'constant', value: 7, from: 'a test' } as const;
const feature = (repairs: Repair[], more: Partial<Feature> = {}): Feature => ({ column: 'c', missing: fill, repairs, ...more });

/** What goes into the model for these cells, through the path that the workbench and /predict share. */
function mended(type: TensorType, one: Feature, cells: unknown[]): unknown[] {
  const how = plan(type, [one]);
  const batch = rowsToBatch(
    how,
    cells.map((c) => ({ c })),
  );
  return elements(createPreparer(how).prepare(batch).tensors['X'] as TensorData);
}

function elements(tensor: TensorData): unknown[] {
  const { data } = tensor;
  return isText(data) ? Array.from(data.codes, (code) => data.dictionary[code]) : Array.from(data as Float32Array, Number);
}

test('sentinels are missing, whatever the precision of the file', () => {
  const one = feature([{ kind: 'sentinels', values: [-1, -999.99, 'N/A'] }]);
  expect(mended('float64', one, [-1, -999.99, Math.fround(-999.99), -999.9, 3, null])).toEqual([7, 7, 7, -999.9, 3, 7]);
});

test('numbers are cut at the bounds; missing stays missing', () => {
  const one = feature([{ kind: 'clip', low: 0, high: 10 }]);
  expect(mended('float32', one, [-5, 0, 4.5, 10, 11, 1e30, null])).toEqual([0, 0, 4.5, 10, 10, 10, 7]);
  expect(mended('float64', feature([{ kind: 'clip', low: null, high: 1 }]), [-5, 2])).toEqual([-5, 1]);
});

test('another unit is recognised outside the plausible range only, by the first factor that brings it inside', () => {
  const one = feature([{ kind: 'unit', low: 50, high: 250, factors: [0.001, 1000, 10] }]);
  // 120000 g, 0.12 (t), 12 (in tens), 99 stays, 300 fits no factor.
  expect(mended('float64', one, [120_000, 0.12, 12, 99, 300])).toEqual([120, 120, 120, 99, 300]);
});

test('repairs follow one another in their order', () => {
  const clipFirst: Repair[] = [
    { kind: 'clip', low: 0, high: 5 },
    { kind: 'sentinels', values: [0] },
  ];
  expect(mended('float64', feature(clipFirst), [-3, 9])).toEqual([7, 5]);
  expect(mended('float64', feature([...clipFirst].reverse()), [-3, 0])).toEqual([0, 7]);
});

const cities: Repair = {
  kind: 'category',
  known: ['Berlin', 'New York', 'Paris', 'Pairs'],
  ignoreCase: true,
  ignoreSpaces: true,
  distance: 1,
  unknown: { kind: 'category', value: 'other' },
};

test('categories: exact, then without case and spaces, then the nearest; two equally near ones are no answer', () => {
  const empty = { kind: 'empty' } as const;
  const one = feature([cities], { missing: empty });
  const given = ['Paris', 'Pairs', '  NEW   york ', 'Berlln', 'Brelin', 'Oslo', 'Paiis', null];
  // "Paiis" is one letter from both Paris and Pairs.
  expect(mended('string', one, given)).toEqual(['Paris', 'Pairs', 'New York', 'Berlin', 'Berlin', 'other', 'other', '']);
  const keep = feature([{ ...cities, unknown: { kind: 'keep' } }], { missing: empty });
  expect(mended('string', keep, ['Oslo'])).toEqual(['Oslo']);
  const lose = feature([{ ...cities, unknown: { kind: 'missing' } }], { missing: { kind: 'constant', value: 'none', from: '' } });
  expect(mended('string', lose, ['Oslo', 'berlin'])).toEqual(['none', 'Berlin']);
});

test('texts that are numbers: sentinels in words and repairs of numbers, text or number first as the feature has it', () => {
  const repairs: Repair[] = [
    { kind: 'sentinels', values: ['unknown', 999] },
    { kind: 'clip', low: 0, high: 100 },
  ];
  const one = feature(repairs, { cast: 'text-to-number' });
  expect(mended('float32', one, [' Unknown', '999', '250', '12.5', 'nan'])).toEqual([7, 7, 100, 12.5, 7]);
  const written = feature(
    [
      { kind: 'clip', low: 0, high: 3 },
      { ...cities, known: ['1', '2', '3'], distance: 0, unknown: { kind: 'category', value: '?' } },
    ],
    { cast: 'number-to-text', missing: { kind: 'empty' } },
  );
  expect(mended('string', written, [1, 9, 2.5, null])).toEqual(['1', '3', '?', '']);
});

test('a missing cell is told by 1, after the repairs', () => {
  const how = plan('float32', [
    { column: 'c', missing: fill, repairs: [{ kind: 'sentinels', values: [-1] }] },
    { column: 'c', missing: fill, repairs: [{ kind: 'sentinels', values: [-1] }], indicator: 'number' },
    { column: 'd', missing: fill, indicator: 'text' },
  ]);
  const batch = rowsToBatch(how, [
    { c: 4, d: 'a' },
    { c: -1, d: null },
    { c: null, d: '' },
  ]);
  const { tensors, rejected } = createPreparer(how).prepare(batch);
  expect(elements(tensors['X'] as TensorData)).toEqual([4, 0, 0, 7, 1, 1, 7, 1, 0]);
  expect(rejected).toBeNull();
});

test('whole numbers beyond 2^53 stay exact, and what no longer fits the input is refused row by row', () => {
  const big: Column = { kind: 'bigint', values: BigInt64Array.of(9007199254740993n, -1n, 12n), valid: null };
  const how = plan('int64', [feature([{ kind: 'sentinels', values: [-1] }])]);
  const kept = createPreparer(how).prepare({ firstRow: 0, rowCount: 3, columns: { c: big } });
  expect([...(kept.tensors['X']?.data as BigInt64Array)]).toEqual([9007199254740993n, 7n, 12n]);
  const tenth = plan('int32', [feature([{ kind: 'unit', low: 0, high: 10, factors: [0.1] }])]);
  const { rejected, tensors } = createPreparer(tenth).prepare(rowsToBatch(tenth, [{ c: 50 }, { c: 55 }]));
  expect([...(rejected ?? [])]).toEqual([0, 2]);
  expect(elements(tensors['X'] as TensorData)[0]).toBe(5);
});

test('a value that only fits after its repair is taken from a client too', () => {
  const one = feature([{ kind: 'sentinels', values: [999] }]);
  expect(mended('int8', one, [999, 5])).toEqual([7, 5]);
  expect(() => mended('int8', { ...one, repairs: undefined }, [999])).toThrow(/takes a whole number/);
});

test('tensors are mended as rows are, but an indicator is taken as it is sent', () => {
  const how = plan('float32', [
    feature([{ kind: 'clip', low: 0, high: 10 }]),
    { column: 'c', missing: fill, indicator: 'number' },
  ]);
  const batch = tensorsToBatch(how, [{ name: 'X', shape: [2, 2], datatype: 'FP32', data: [50, 0, null, 1] }]);
  expect(elements(batch.tensors['X'] as TensorData)).toEqual([10, 0, 7, 1]);
  const text = plan('string', [
    feature([{ kind: 'clip', low: 0, high: 3 }], { cast: 'number-to-text', missing: { kind: 'empty' } }),
  ]);
  const sent = tensorsToBatch(text, [{ name: 'X', shape: [2, 1], datatype: 'BYTES', data: ['9', '2'] }]);
  expect(elements(sent.tensors['X'] as TensorData)).toEqual(['3', '2']);
});

test('repairs that no cell can meet are refused before any row is read', () => {
  expect(() => createPreparer(plan('float32', [feature([cities])]))).toThrow(/categories are texts/);
  expect(() => createPreparer(plan('float32', [feature([{ kind: 'clip', low: 2, high: 1 }])]))).toThrow(/lies above/);
  expect(() => createPreparer(plan('float32', [feature([{ kind: 'unit', low: 2, high: 1, factors: [10] }])]))).toThrow(
    /is empty/,
  );
  expect(() => createPreparer(plan('string', [{ column: 'c', missing: { kind: 'empty' }, indicator: 'text' }]))).toThrow(
    /the input takes text/,
  );
});

test('a feature without repairs gives the very column, and changed cells are told', () => {
  const column: Column = { kind: 'number', values: Float64Array.of(1, 50, NaN), valid: null };
  expect(repairedColumn({ column: 'c', missing: fill }, column)).toBe(column);
  const after = repairedColumn(feature([{ kind: 'clip', low: 0, high: 10 }]), column);
  expect(changedCells(column, after, 5)).toEqual([1]);
  expect([...(column.values as Float64Array)]).toEqual([1, 50, NaN]);
});

test('the distance of texts counts exchanged neighbours as one edit, and stops at the limit', () => {
  expect(editDistance('berlin', 'brelin', 3)).toBe(1);
  // Optimal string alignment, not the unrestricted distance (which is 2): Boytsov 2011.
  expect(editDistance('ca', 'abc', 9)).toBe(3);
  expect(editDistance('kitten', 'sitting', 9)).toBe(3);
  expect(editDistance('kitten', 'sitting', 1)).toBe(2);
  expect(editDistance('', 'ab', 2)).toBe(2);
  expect(editDistance('naïve', 'naive', 1)).toBe(1);
});

test.each<Cast | undefined>([undefined, 'text-to-number'])('the same text gives the same answer in any batch (%s)', (cast) => {
  const one = feature([{ ...cities, distance: 2 }], { missing: { kind: 'empty' }, ...(cast ? { cast } : {}) });
  const column = (texts: string[]): Column => ({ kind: 'text', codes: Int32Array.from(texts.keys()), dictionary: texts });
  const all = ['berlin', 'Oslo', 'Parris', 'paris'];
  const together = repairedColumn(one, column(all));
  const alone = all.map((text) => repairedColumn(one, column([text])));
  const read = (c: Column, row: number): string | undefined => (c.kind === 'text' ? c.dictionary[c.codes[row] as number] : '');
  expect(alone.map((c) => read(c, 0))).toEqual(all.map((_, row) => read(together, row)));
});
