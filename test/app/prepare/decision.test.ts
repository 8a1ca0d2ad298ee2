import { expect, test } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { OutputReading } from '../../../app/api/schemas/models.ts';
import { fromFloat16, toFloat16 } from '../../../app/prepare/float16.ts';
import { readOutputs } from '../../../app/prepare/predictions.ts';
import { servedOutputs } from '../../../app/prepare/servedOutputs.ts';
import type { TensorData } from '../../../app/prepare/tensors.ts';

const binary: OutputReading = { task: 'binary', classes: ['no', 'yes'], scores: { output: 'p', form: 'probabilities' } };
const plan = (threshold: number, change: Partial<PreparationPlan> = {}): PreparationPlan => ({
  version: 1,
  inputs: [],
  fixedBatch: null,
  reading: binary,
  positive: 'yes',
  threshold,
  ...change,
});
const f64 = (dims: number[], values: number[]): TensorData => ({ type: 'float64', dims, data: Float64Array.from(values) });
const p = f64([4, 2], [0.9, 0.1, 0.7, 0.3, 0.5, 0.5, 0.2, 0.8]);
const classes = (of: PreparationPlan, outputs: Record<string, TensorData> = { p }): number[] => [
  ...(readOutputs(of, outputs, 4).classIndex ?? []),
];

test('the positive class is predicted where its score is at least the threshold', () => {
  expect(classes(plan(0.3))).toEqual([0, 1, 1, 1]);
  expect(classes(plan(0.8))).toEqual([0, 0, 0, 1]);
  expect(classes(plan(0))).toEqual([1, 1, 1, 1]);
  expect(classes(plan(1))).toEqual([0, 0, 0, 0]);
});

test('the positive class may be the first one', () => {
  expect(classes(plan(0.7, { positive: 'no' }))).toEqual([0, 0, 1, 1]);
});

test('the threshold wins over the label of the model', () => {
  const label: TensorData = { type: 'int64', dims: [4], data: BigInt64Array.from([0n, 0n, 0n, 1n]) };
  expect(classes(plan(0.3, { reading: { ...binary, label: { output: 'y' } } }), { p, y: label })).toEqual([0, 1, 1, 1]);
});

test('one score a row, a logit, is compared as the probability it stands for', () => {
  const reading: OutputReading = { ...binary, scores: { output: 'p', form: 'positive-logit' } };
  expect(classes(plan(0.25, { reading }), { p: f64([4], [-2, -1, 0, 3]) })).toEqual([0, 1, 1, 1]);
});

test('a rejected row and a score that is no number stay without a prediction', () => {
  const scores = f64([4, 2], [NaN, NaN, 0.7, 0.3, 0.5, 0.5, 0.2, 0.8]);
  const { classIndex } = readOutputs(plan(0.3), { p: scores }, 4, Uint8Array.from([0, 0, 1, 0]));
  expect([...(classIndex ?? [])]).toEqual([-1, 1, -1, 1]);
});

test('without scores, or of several classes, a threshold is refused', () => {
  const refused = /has a decision threshold, but no score of a positive class/;
  const labels: OutputReading = { task: 'binary', classes: ['no', 'yes'], label: { output: 'y' } };
  expect(() => readOutputs(plan(0.3, { reading: labels }), {}, 0)).toThrow(refused);
  expect(() => readOutputs(plan(0.3, { positive: null }), { p }, 4)).toThrow(refused);
  const three: OutputReading = { ...binary, task: 'multiclass', classes: ['a', 'b', 'yes'] };
  expect(() => readOutputs(plan(0.3, { reading: three }), { p: f64([4, 3], Array<number>(12).fill(1)) }, 4)).toThrow(refused);
});

test('tensors are served with the label that was decided, in the type of the model', () => {
  const served = (reading: OutputReading, y: TensorData): TensorData['data'] | undefined =>
    servedOutputs(plan(0.3, { reading: { ...reading, label: { output: 'y' } } }), { p, y }, 4)['y']?.data;
  const label = (type: TensorData['type'], data: TensorData['data']): TensorData => ({ type, dims: [4], data });
  expect(served(binary, label('int64', new BigInt64Array(4)))).toEqual(BigInt64Array.from([0n, 1n, 1n, 1n]));
  const seven: OutputReading = { ...binary, classes: ['3', '7'] };
  const named = servedOutputs(
    plan(0.3, { reading: { ...seven, label: { output: 'y' } }, positive: '7' }),
    { p, y: label('float16', Uint16Array.from([3, 3, 3, 3], toFloat16)) },
    4,
  )['y']?.data as Uint16Array;
  expect([...named].map(fromFloat16)).toEqual([3, 7, 7, 7]);
  const text = served(binary, label('string', { codes: Int32Array.from([0, 0, 0, 0]), dictionary: ['no'] })) as {
    codes: Int32Array;
    dictionary: string[];
  };
  expect(Array.from(text.codes, (code) => text.dictionary[code])).toEqual(['no', 'yes', 'yes', 'yes']);
  const truth: OutputReading = { ...binary, classes: ['True', 'False'] };
  const words = servedOutputs(
    plan(0.3, { reading: { ...truth, label: { output: 'y' } }, positive: 'True' }),
    { p, y: label('bool', new Uint8Array(4)) },
    4,
  )['y']?.data;
  expect(words).toEqual(Uint8Array.from([1, 1, 1, 0]));
});

test('without a threshold tensors are served as the model gave them', () => {
  const { threshold: _, ...open } = plan(0.3, { reading: { ...binary, label: { output: 'y' } } });
  const outputs = { p, y: f64([4], [0, 0, 0, 1]) };
  expect(servedOutputs(open, outputs, 4)).toBe(outputs);
});
