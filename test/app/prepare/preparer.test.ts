import { expect, test } from 'vitest';
import type { Cast, MissingPolicy, PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { TensorType } from '../../../app/api/schemas/models.ts';
import type { Column } from '../../../app/base/columns.ts';
import { Random } from '../../../app/base/random.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { fromFloat16 } from '../../../app/prepare/float16.ts';
import { isText, type TensorData } from '../../../app/prepare/tensors.ts';

const NAN: MissingPolicy = { kind: 'nan' };
const REJECT: MissingPolicy = { kind: 'reject' };
const EMPTY: MissingPolicy = { kind: 'empty' };
const constant = (value: number | string | boolean): MissingPolicy => ({ kind: 'constant', value, from: 'a test' });

function plan(type: TensorType, features: [string, MissingPolicy, Cast?][], rank: 1 | 2 = 2): PreparationPlan {
  return {
    version: 1,
    inputs: [
      {
        input: 'X',
        type,
        rank,
        features: features.map(([column, missing, cast]) => ({ column, missing, ...(cast ? { cast } : {}) })),
      },
    ],
    fixedBatch: null,
    reading: { task: 'regression', classes: [], value: { output: 'Y' } },
    positive: null,
  };
}

const numbers = (values: number[], valid?: number[]): Column => ({
  kind: 'number',
  values: Float64Array.from(values),
  valid: valid ? Uint8Array.from(valid) : null,
});

const texts = (values: (string | null)[]): Column => {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  return {
    kind: 'text',
    codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value))),
    dictionary,
  };
};

function prepare(
  how: PreparationPlan,
  columns: Record<string, Column>,
  rowCount: number,
): { tensor: TensorData; rejected: number[] | null } {
  const batch = createPreparer(how).prepare({ firstRow: 10, rowCount, columns });
  expect(batch.firstRow).toBe(10);
  return { tensor: batch.tensors['X'] as TensorData, rejected: batch.rejected && [...batch.rejected] };
}

function textsOf(tensor: TensorData): string[] {
  const { data } = tensor;
  if (!isText(data)) throw new Error('not text');
  return [...data.codes].map((code) => data.dictionary[code] as string);
}

const valuesOf = (tensor: TensorData): (number | bigint)[] => [...(tensor.data as Float32Array)];

test('columns become a row-major matrix in the order of the features', () => {
  const { tensor, rejected } = prepare(
    plan('float32', [
      ['b', NAN],
      ['a', NAN],
    ]),
    { a: numbers([1, 2, 3]), b: numbers([4, 5, 6]) },
    3,
  );
  expect(tensor.dims).toEqual([3, 2]);
  expect(tensor.data).toBeInstanceOf(Float32Array);
  expect(valuesOf(tensor)).toEqual([4, 1, 5, 2, 6, 3]);
  expect(rejected).toBeNull();
});

test('a wide batch of several blocks equals the element-by-element transposition', () => {
  const [rowCount, width] = [1000, 7];
  const random = new Random(3);
  const columns: Record<string, Column> = {};
  for (let j = 0; j < width; j++) {
    const values = Float64Array.from({ length: rowCount }, () => random.normal());
    const valid = j % 2 ? Uint8Array.from(values, (value) => Number(value > -1)) : null;
    columns[`c${j}`] = { kind: 'number', values, valid };
  }
  const how = plan(
    'float64',
    Array.from({ length: width }, (_, j) => [`c${j}`, j % 3 ? NAN : constant(9)]),
  );
  const { tensor } = prepare(how, columns, rowCount);
  const wanted: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    for (let j = 0; j < width; j++) {
      const column = columns[`c${j}`] as Column & { kind: 'number' };
      const missing = column.valid?.[row] === 0;
      wanted.push(missing ? (j % 3 ? NaN : 9) : (column.values[row] as number));
    }
  }
  expect(valuesOf(tensor)).toEqual(wanted);
});

test('a missing cell follows the policy of its column, and NaN in the data is a missing cell', () => {
  const columns = { a: numbers([1, 77, NaN], [1, 0, 1]) };
  expect(valuesOf(prepare(plan('float32', [['a', NAN]]), columns, 3).tensor)).toEqual([1, NaN, NaN]);
  expect(valuesOf(prepare(plan('float32', [['a', constant(5)]]), columns, 3).tensor)).toEqual([1, 5, 5]);
  expect(valuesOf(prepare(plan('int64', [['a', constant(5)]]), columns, 3).tensor)).toEqual([1n, 5n, 5n]);
  const rejecting = prepare(plan('float32', [['a', REJECT]]), columns, 3);
  expect(rejecting.rejected).toEqual([0, 1, 1]);
  expect(valuesOf(rejecting.tensor)).toEqual([1, 0, 0]);
});

test('whole numbers beyond 2^32 and below zero reach an int64 input exactly', () => {
  const values = [0, 1, -1, 4294967296, -4294967297, 9007199254740991, -9007199254740991];
  expect(valuesOf(prepare(plan('int64', [['a', REJECT]]), { a: numbers(values) }, values.length).tensor)).toEqual(
    values.map(BigInt),
  );
  const big: Column = {
    kind: 'bigint',
    values: BigInt64Array.of(9223372036854775807n, -9223372036854775808n, 5n),
    valid: Uint8Array.of(1, 1, 0),
  };
  expect(valuesOf(prepare(plan('int64', [['a', constant(3)]]), { a: big }, 3).tensor)).toEqual([
    9223372036854775807n,
    -9223372036854775808n,
    3n,
  ]);
  expect(valuesOf(prepare(plan('float64', [['a', NAN]]), { a: big }, 3).tensor)).toEqual([2 ** 63, -(2 ** 63), NaN]);
});

test('a value that the element type cannot hold rejects its row instead of being bent', () => {
  const columns = { a: numbers([1, 2.5, 300, -1, 255]) };
  const { tensor, rejected } = prepare(plan('uint8', [['a', REJECT]]), columns, 5);
  expect(valuesOf(tensor)).toEqual([1, 0, 0, 0, 255]);
  expect(rejected).toEqual([0, 2, 2, 2, 0]);
  expect(prepare(plan('bool', [['a', REJECT]]), { a: numbers([0, 1, 2]) }, 3).rejected).toEqual([0, 0, 2]);
  expect(prepare(plan('int64', [['a', REJECT]]), { a: numbers([Infinity, 1e19, 1]) }, 3).rejected).toEqual([2, 2, 0]);
});

test('infinite numbers go into float inputs as they are', () => {
  expect(valuesOf(prepare(plan('float32', [['a', constant(0)]]), { a: numbers([Infinity, -Infinity]) }, 2).tensor)).toEqual([
    Infinity,
    -Infinity,
  ]);
});

test('half precision travels as bits', () => {
  const { tensor } = prepare(plan('float16', [['a', NAN]]), { a: numbers([1.5, NaN, 70000]) }, 3);
  expect(tensor.data).toBeInstanceOf(Uint16Array);
  expect(valuesOf(tensor).map((bits) => fromFloat16(Number(bits)))).toEqual([1.5, NaN, Infinity]);
});

test('text goes in dictionary-encoded, missing as the empty text or the stated one', () => {
  const columns = { city: texts(['Rome', null, 'Oslo', 'Rome']) };
  const empty = prepare(plan('string', [['city', EMPTY]]), columns, 4).tensor;
  expect(empty.dims).toEqual([4, 1]);
  expect(textsOf(empty)).toEqual(['Rome', '', 'Oslo', 'Rome']);
  expect(textsOf(prepare(plan('string', [['city', constant('?')]], 1), columns, 4).tensor)).toEqual([
    'Rome',
    '?',
    'Oslo',
    'Rome',
  ]);
  expect(prepare(plan('string', [['city', constant('?')]], 1), columns, 4).tensor.dims).toEqual([4]);
  expect(prepare(plan('string', [['city', REJECT]]), columns, 4).rejected).toEqual([0, 1, 0, 0]);
});

test('several text columns share one dictionary, row-major', () => {
  const { tensor } = prepare(
    plan('string', [
      ['a', EMPTY],
      ['b', EMPTY],
    ]),
    { a: texts(['x', 'y']), b: texts(['y', null]) },
    2,
  );
  expect(textsOf(tensor)).toEqual(['x', 'y', 'y', '']);
  expect(isText(tensor.data) && tensor.data.dictionary).toEqual(['x', 'y', '']);
});

test('changes of kind happen only where the plan states them', () => {
  const text = { a: texts(['1', ' 2.5', 'many', null, 'nan']) };
  const read = prepare(plan('float32', [['a', NAN, 'text-to-number']]), text, 5);
  expect(valuesOf(read.tensor)).toEqual([1, 2.5, 0, NaN, NaN]);
  expect(read.rejected).toEqual([0, 0, 2, 0, 0]);
  expect(() => prepare(plan('float32', [['a', NAN]]), text, 5)).toThrow(/"a" holds text, but the input "X" takes numbers/);
  const number = { a: numbers([3, 2.5]) };
  expect(textsOf(prepare(plan('string', [['a', EMPTY, 'number-to-text']]), number, 2).tensor)).toEqual(['3', '2.5']);
  expect(textsOf(prepare(plan('string', [['a', EMPTY, 'boolean-to-text']]), { a: numbers([0, 1]) }, 2).tensor)).toEqual([
    'False',
    'True',
  ]);
  expect(() => prepare(plan('string', [['a', EMPTY]]), number, 2)).toThrow(/"a" holds numbers, but the input "X" takes text/);
});

test('a column of which every cell is missing fits any input', () => {
  expect(valuesOf(prepare(plan('float32', [['a', NAN]]), { a: texts([null, null]) }, 2).tensor)).toEqual([NaN, NaN]);
  expect(textsOf(prepare(plan('string', [['a', EMPTY]]), { a: numbers([0, 0], [0, 0]) }, 2).tensor)).toEqual(['', '']);
});

test('a plan that cannot be carried out is refused before any row is read', () => {
  expect(() => createPreparer(plan('int64', [['a', NAN]]))).toThrow(
    /policy of "a" does not fit the input "X": the type int64 has no NaN/,
  );
  expect(() => createPreparer(plan('int64', [['a', constant(2.5)]]))).toThrow(/2.5 cannot be written as int64/);
  expect(() => createPreparer(plan('float32', [['a', EMPTY]]))).toThrow(/the empty text is not a number/);
  expect(() => createPreparer(plan('string', [['a', NAN]]))).toThrow(/text has no NaN/);
  expect(() => createPreparer(plan('bfloat16', [['a', NAN]]))).toThrow(/element type bfloat16/);
  expect(() =>
    createPreparer(
      plan(
        'float32',
        [
          ['a', NAN],
          ['b', NAN],
        ],
        1,
      ),
    ),
  ).toThrow(/takes one value a row, but 2 columns/);
});

test('a column that the data lack is named', () => {
  expect(() => prepare(plan('float32', [['toString', NAN]]), { a: numbers([1]) }, 1)).toThrow(
    /column "toString", which feeds the input "X", is not in the data/,
  );
});

test('a batch without rows gives empty tensors', () => {
  const { tensor } = prepare(
    plan('float32', [
      ['a', NAN],
      ['b', NAN],
    ]),
    { a: numbers([]), b: numbers([]) },
    0,
  );
  expect(tensor.dims).toEqual([0, 2]);
  expect(tensor.data).toHaveLength(0);
});
