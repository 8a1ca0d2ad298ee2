import { deserialize, serialize } from 'node:v8';
import { expect, it } from 'vitest';
import type { ColumnBatch } from '../../../app/base/columns.ts';
import type { PackedTask } from '../../../main/server/inferenceProtocol.ts';
import { packedTask, unpackedTask } from '../../../main/server/packedTask.ts';

const number = (values: number[], valid: number[] | null = null) =>
  ({ kind: 'number', values: Float64Array.from(values), valid: valid && Uint8Array.from(valid) }) as const;

it('columns of every kind come out as they went in', () => {
  const batch: ColumnBatch = {
    firstRow: 7,
    rowCount: 3,
    columns: {
      a: number([1, Number.NaN, -0]),
      city: { kind: 'text', codes: Int32Array.of(1, -1, 0), dictionary: ['Ulm', 'Bern'] },
      b: number([4, 0, 6], [1, 0, 1]),
      big: { kind: 'bigint', values: BigInt64Array.of(1n, 2n ** 60n, 3n), valid: null },
      half: { kind: 'number', values: Float32Array.of(0.5, 1, 2), valid: null },
      phase: { kind: 'text', codes: Int32Array.of(0, 0, 0), dictionary: ['Climb'] },
      ['__proto__']: number([7, 8, 9]),
    },
  };
  const sent = deserialize(serialize(packedTask({ kind: 'rows', batch }))) as PackedTask;
  const task = unpackedTask(sent);
  expect(task).toEqual({
    kind: 'rows',
    batch: {
      ...batch,
      // One column with missing cells: the others say that theirs are all present.
      columns: { ...batch.columns, a: number([1, Number.NaN, -0], [1, 1, 1]), ['__proto__']: number([7, 8, 9], [1, 1, 1]) },
    },
  });
});

it('without a missing cell nothing is said of them, and no rows are no rows', () => {
  const batch: ColumnBatch = {
    firstRow: 0,
    rowCount: 0,
    columns: { a: number([]), t: { kind: 'text', codes: new Int32Array(0), dictionary: [] } },
  };
  expect(unpackedTask(packedTask({ kind: 'rows', batch }))).toEqual({ kind: 'rows', batch });
});
