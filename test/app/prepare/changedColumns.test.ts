import { expect, test } from 'vitest';
import type { Cast, MissingPolicy, PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { TensorType } from '../../../app/api/schemas/models.ts';
import type { Column } from '../../../app/base/columns.ts';
import { Random } from '../../../app/base/random.ts';
import { createChangePreparer } from '../../../app/prepare/changedColumns.ts';
import { createPreparer, type PreparedBatch } from '../../../app/prepare/preparer.ts';
import { isText } from '../../../app/prepare/tensors.ts';

const rowCount = 40;
const numericTypes: TensorType[] = ['float32', 'float64', 'float16', 'int64', 'uint64', 'int32', 'int8', 'uint8', 'bool'];
const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)] as T;

/** Small numbers, some of them missing, not whole, negative or out of the range of a byte; or texts, some of them numbers. */
function anyColumn(random: Random, kind: Column['kind']): Column {
  const hit = (share: number): boolean => random.uniform() < share;
  const valid = hit(0.5) ? Uint8Array.from({ length: rowCount }, () => Number(!hit(0.2))) : null;
  if (kind === 'text') {
    const dictionary = ['1', '0', 'x', '', '2.5', '300', '-4', 'true'];
    return { kind, dictionary, codes: Int32Array.from({ length: rowCount }, () => (hit(0.1) ? -1 : random.integer(8))) };
  }
  if (kind === 'bigint') {
    return {
      kind,
      valid,
      values: BigInt64Array.from({ length: rowCount }, () => BigInt(random.integer(3) - (hit(0.1) ? 2 : 0))),
    };
  }
  const cell = (): number => (hit(0.1) ? NaN : hit(0.1) ? -300 : hit(0.1) ? 0.5 : random.integer(2));
  return { kind, valid, values: Float64Array.from({ length: rowCount }, cell) };
}

/** One to three inputs of any type, fed by one to four of the columns; a column may feed several. */
function anyPlan(random: Random, columns: Map<string, Column['kind']>): PreparationPlan {
  const names = [...columns.keys()];
  const inputs = Array.from({ length: 1 + random.integer(3) }, (_, at): PreparationPlan['inputs'][number] => {
    const type: TensorType = random.uniform() < 0.4 ? 'string' : pick(random, numericTypes);
    const isFloat = type.startsWith('float');
    const policies: MissingPolicy[] = [
      { kind: 'reject' },
      type === 'string' ? { kind: 'empty' } : { kind: 'constant', value: 1, from: 'a test' },
      type === 'string' ? { kind: 'constant', value: 'none', from: 'a test' } : isFloat ? { kind: 'nan' } : { kind: 'reject' },
    ];
    const width = 1 + random.integer(4);
    const features = Array.from({ length: width }, () => {
      const column = pick(random, names);
      const isTextColumn = columns.get(column) === 'text';
      const cast: Cast | undefined =
        type === 'string' ? (isTextColumn ? undefined : 'number-to-text') : isTextColumn ? 'text-to-number' : undefined;
      return {
        column,
        missing: pick(random, policies),
        ...(cast && { cast }),
      };
    });
    return { input: `input ${String(at)}`, type, rank: width === 1 && random.uniform() < 0.5 ? 1 : 2, features };
  });
  const reading = { task: 'regression' as const, classes: [], value: { output: 'Y' } };
  return { version: 1, inputs, fixedBatch: null, reading, positive: null };
}

/** What reaches the runtime: texts as such, whatever their numbering. */
function seen({ tensors, rejected, rowCount: rows }: PreparedBatch) {
  const plain = Object.entries(tensors).map(([name, { type, dims, data }]) => [
    name,
    type,
    dims,
    isText(data) ? Array.from(data.codes, (code) => data.dictionary[code]) : Array.from(data as Float64Array),
  ]);
  return { rows, tensors: plain, rejected: rejected && [...rejected] };
}

test('rows prepared anew where columns changed are what preparing all of them gives, for random plans', () => {
  const random = new Random(20);
  let rejections = 0;
  for (let round = 0; round < 300; round++) {
    const kinds = new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [name, pick(random, ['number', 'bigint', 'text'] as const)]));
    const plan = anyPlan(random, kinds);
    const columns = Object.fromEntries([...kinds].map(([name, kind]) => [name, anyColumn(random, kind)]));
    const preparer = createChangePreparer(plan);
    const clean = preparer.clean({ firstRow: 0, rowCount, columns });
    for (let change = 0; change < 3; change++) {
      const changed = new Map(
        [...kinds].filter(() => random.uniform() < 0.4).map(([name, kind]) => [name, anyColumn(random, kind)]),
      );
      const expected = createPreparer(plan).prepare({
        firstRow: 0,
        rowCount,
        columns: { ...columns, ...Object.fromEntries(changed) },
      });
      expect(seen(preparer.changed(clean, changed)), JSON.stringify(plan.inputs)).toEqual(seen(expected));
      if (expected.rejected) rejections++;
    }
  }
  expect(rejections).toBeGreaterThan(300);
});

test('inputs that no changed column feeds keep their very tensors', () => {
  const feature = (column: string) => ({ column, missing: { kind: 'nan' as const } });
  const plan: PreparationPlan = {
    version: 1,
    inputs: [
      { input: 'X', type: 'float32', rank: 2, features: [feature('a'), feature('b')] },
      { input: 'Z', type: 'float32', rank: 2, features: [feature('c')] },
    ],
    fixedBatch: null,
    reading: { task: 'regression', classes: [], value: { output: 'Y' } },
    positive: null,
  };
  const random = new Random(1);
  const columns = { a: anyColumn(random, 'number'), b: anyColumn(random, 'number'), c: anyColumn(random, 'number') };
  const preparer = createChangePreparer(plan);
  const clean = preparer.clean({ firstRow: 0, rowCount, columns });
  const changed = preparer.changed(clean, new Map([['a', anyColumn(random, 'number')]]));
  expect(changed.tensors['Z']).toBe(clean.inputs[1]?.tensor);
  expect(changed.tensors['X']).not.toBe(clean.inputs[0]?.tensor);
});
