import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { mergePackedRows, unpackedRows, type PackedRows } from '../../../app/prepare/packedRows.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { packRows } from '../../../app/prepare/rows.ts';

const nan = { kind: 'nan' } as const;
const plan: PreparationPlan = {
  version: 1,
  inputs: [
    {
      input: 'X',
      type: 'float32',
      rank: 2,
      features: [
        { column: 'a', missing: nan },
        { column: '__proto__', missing: nan },
      ],
    },
    { input: 'city', type: 'string', rank: 2, features: [{ column: 'city', missing: { kind: 'empty' } }] },
    { input: 'phase', type: 'string', rank: 2, features: [{ column: 'phase', missing: { kind: 'empty' } }] },
  ],
  fixedBatch: null,
  reading: { task: 'regression', classes: [], value: { output: 'v' } },
  positive: null,
};

type Row = Record<string, unknown>;

/** By way of JSON, as rows come to a server: a field may be called `__proto__`. */
function row(a: number | null, proto: number | null, city: string | null, phase: string | null): Row {
  return JSON.parse(
    JSON.stringify([a, proto, city, phase]).replace(/^\[(.*),(.*),(.*),(.*)\]$/, '{"a":$1,"__proto__":$2,"city":$3,"phase":$4}'),
  ) as Row;
}
const rows = [row(1, 4, 'Ulm', 'Climb'), row(null, 5, null, 'Climb'), row(-0.5, 6, 'Bern', null), row(7, null, 'Ulm', 'Cruise')];

/** Packed and sent to another process. */
const sent = (some: Row[]): PackedRows => deserialize(serialize(packRows(plan, some))) as PackedRows;

test('rows come out as they went in', () => {
  const { columns, rowCount } = unpackedRows(plan, sent(rows));
  expect(rowCount).toBe(4);
  expect(Object.entries(columns)).toEqual([
    ['a', { kind: 'number', values: Float64Array.of(1, 0, -0.5, 7), valid: Uint8Array.of(1, 0, 1, 1) }],
    ['__proto__', { kind: 'number', values: Float64Array.of(4, 5, 6, 0), valid: Uint8Array.of(1, 1, 1, 0) }],
    ['city', { kind: 'text', codes: Int32Array.of(0, -1, 1, 0), dictionary: ['Ulm', 'Bern'] }],
    ['phase', { kind: 'text', codes: Int32Array.of(0, 0, -1, 1), dictionary: ['Climb', 'Cruise'] }],
  ]);
});

test('without a missing cell nothing is said of them, and no rows are no rows', () => {
  expect(packRows(plan, [row(1, 2, 'Ulm', 'Climb')]).numbers.valid).toBeNull();
  expect(unpackedRows(plan, packRows(plan, [])).columns['a']).toEqual({
    kind: 'number',
    values: new Float64Array(0),
    valid: null,
  });
});

test('rows of several requests together are prepared as rows of one', () => {
  const preparer = createPreparer(plan);
  const whole = preparer.prepare(unpackedRows(plan, packRows(plan, rows)));
  for (const at of [1, 2, 3]) {
    const parts = [rows.slice(0, at), [], rows.slice(at)].map((some) => packRows(plan, some));
    const merged = preparer.prepare(unpackedRows(plan, mergePackedRows(parts)));
    expect(merged.tensors['X']).toEqual(whole.tensors['X']);
    for (const name of ['city', 'phase']) expect(texts(merged.tensors[name]?.data)).toEqual(texts(whole.tensors[name]?.data));
  }
});

function texts(data: unknown): string[] {
  const { codes, dictionary } = data as { codes: Int32Array; dictionary: string[] };
  return Array.from(codes, (code) => dictionary[code] ?? '(none)');
}
