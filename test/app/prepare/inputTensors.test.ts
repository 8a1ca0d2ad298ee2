import { expect, test } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { tensorsToBatch, type InputTensor } from '../../../app/prepare/inputTensors.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { rowsToBatch } from '../../../app/prepare/rows.ts';
import { isText } from '../../../app/prepare/tensors.ts';

const plan: PreparationPlan = {
  version: 1,
  inputs: [
    {
      input: 'X',
      type: 'float32',
      rank: 2,
      features: [
        { column: 'a', missing: { kind: 'nan' } },
        { column: 'b', missing: { kind: 'constant', value: 7, from: 'median' } },
      ],
    },
    { input: 'k', type: 'int64', rank: 1, features: [{ column: 'k', missing: { kind: 'reject' } }] },
    { input: 's', type: 'string', rank: 2, features: [{ column: 'n', missing: { kind: 'empty' }, cast: 'number-to-text' }] },
  ],
  fixedBatch: null,
  reading: { task: 'regression', classes: [], value: { output: 'v' } },
  positive: null,
};

const X: InputTensor = { name: 'X', shape: [2, 2], datatype: 'FP32', data: [1, 2, 3, 4] };
const k: InputTensor = { name: 'k', shape: [2], datatype: 'INT64', data: [5, -6] };
const s: InputTensor = { name: 's', shape: [2, 1], datatype: 'BYTES', data: ['p', 'q'] };

test('flat and nested data give the same tensors', () => {
  const flat = tensorsToBatch(plan, [X, k, s]);
  expect([...(flat.tensors['X']?.data as Float32Array)]).toEqual([1, 2, 3, 4]);
  expect([...(flat.tensors['k']?.data as BigInt64Array)]).toEqual([5n, -6n]);
  expect(flat.tensors['k']?.dims).toEqual([2]);
  expect(flat.rejected).toBeNull();
  const nested = tensorsToBatch(plan, [
    {
      ...X,
      data: [
        [1, 2],
        [3, 4],
      ],
    },
    { ...s, data: [['p'], ['q']] },
    k,
  ]);
  expect(nested.tensors).toEqual(flat.tensors);
});

test('null is a missing value and follows the policy of its element', () => {
  const batch = tensorsToBatch(plan, [
    { ...X, data: [null, null, 3, null] },
    { ...k, data: [null, 1] },
    { ...s, data: [null, 'q'] },
  ]);
  expect([...(batch.tensors['X']?.data as Float32Array)]).toEqual([NaN, 7, 3, 7]);
  expect([...(batch.rejected ?? [])]).toEqual([1, 0]);
  const text = batch.tensors['s']?.data;
  expect(text && isText(text) && [...text.codes].map((code) => text.dictionary[code])).toEqual(['', 'q']);
});

test('integers beyond 2^53 keep every digit when they come as such', () => {
  const batch = tensorsToBatch(plan, [X, { ...k, data: BigInt64Array.of(9007199254740993n, 1n) }, s]);
  expect([...(batch.tensors['k']?.data as BigInt64Array)]).toEqual([9007199254740993n, 1n]);
});

test.each<[string, InputTensor[], RegExp]>([
  ['an input that is missing', [X, k], /"s" is missing from the request/],
  ['an input that the model does not have', [X, k, s, { ...k, name: 'z' }], /"z" is not known to the model/],
  ['another datatype', [{ ...X, datatype: 'FP64' }, k, s], /datatype FP64, but takes FP32/],
  ['another width', [{ ...X, shape: [2, 3] }, k, s], /shape \[2,3\], but takes \[N, 2\]/],
  ['another rank', [X, { ...k, shape: [2, 1] }, s], /shape \[2,1\], but takes \[N\]/],
  ['too few elements', [{ ...X, data: [1, 2, 3] }, k, s], /has 3 elements, but its shape asks for 4/],
  ['unequal row counts', [X, { ...k, shape: [3], data: [1, 2, 3] }, s], /has 3 rows, but the inputs before have 2/],
  ['text for a number', [{ ...X, data: [1, '2', 3, 4] }, k, s], /takes float32 values, but row 1, element 2 is "2"/],
  ['a number for text', [X, k, { ...s, data: ['p', 3] }], /takes string values, but row 2, element 1 is 3/],
  ['no data', [{ ...X, data: undefined }, k, s], /has no "data" array/],
])('%s is refused by name', (_, tensors, message) => {
  expect(() => tensorsToBatch(plan, tensors)).toThrow(message);
});

test('elements of a float input are prepared as the same values in named rows', () => {
  const policies = [{ kind: 'nan' }, { kind: 'constant', value: 7.25, from: 'median' }, { kind: 'reject' }] as const;
  for (const type of ['float32', 'float64'] as const) {
    const features = policies.map((missing, at) => ({ column: `c${String(at)}`, missing }));
    const floats: PreparationPlan = { ...plan, inputs: [{ input: 'X', type, rank: 2, features }] };
    const values = [0.1, -0, 3, null, null, null, 4, 5e30, -1e-40, 1, 2, null];
    const rows = [0, 3, 6, 9].map((at) => ({ c0: values[at], c1: values[at + 1], c2: values[at + 2] }));
    const expected = createPreparer(floats).prepare(rowsToBatch(floats, rows));
    const Floats = type === 'float32' ? Float32Array : Float64Array;
    const typed = Floats.from(values.map((value) => value ?? NaN));
    const before = typed.slice();
    for (const data of [values, typed]) {
      const given = { name: 'X', shape: [4, 3], datatype: type === 'float32' ? 'FP32' : 'FP64', data };
      expect(tensorsToBatch(floats, [given])).toEqual(expected);
    }
    // What was sent is looked at and logged later.
    expect(typed).toEqual(before);
    expect([...(expected.rejected ?? [])]).toEqual([0, 1, 0, 1]);
  }
});
