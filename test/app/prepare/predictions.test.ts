import { expect, test } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { OutputReading } from '../../../app/api/schemas/models.ts';
import { toFloat16 } from '../../../app/prepare/float16.ts';
import { neededOutputs, readOutputs, type PredictionBatch } from '../../../app/prepare/predictions.ts';
import type { TensorData } from '../../../app/prepare/tensors.ts';

const plan = (reading: OutputReading): PreparationPlan => ({ version: 1, inputs: [], fixedBatch: null, reading, positive: null });
const f32 = (dims: number[], values: number[]): TensorData => ({ type: 'float32', dims, data: Float32Array.from(values) });
const f64 = (dims: number[], values: number[]): TensorData => ({ type: 'float64', dims, data: Float64Array.from(values) });
const i64 = (values: number[]): TensorData => ({
  type: 'int64',
  dims: [values.length],
  data: BigInt64Array.from(values, BigInt),
});
const text = (values: string[]): TensorData => {
  const dictionary = [...new Set(values)];
  return {
    type: 'string',
    dims: [values.length],
    data: { codes: Int32Array.from(values, (value) => dictionary.indexOf(value)), dictionary },
  };
};

const binary: OutputReading = { task: 'binary', classes: ['0', '1'], scores: { output: 'p', form: 'probabilities' } };
const indices = (batch: PredictionBatch): number[] => [...(batch.classIndex as Int32Array)];

test('without a label output the highest probability decides, the first of equals', () => {
  const batch = readOutputs(plan(binary), { p: f32([3, 2], [0.25, 0.75, 0.5, 0.5, 0.75, 0.25]) }, 3);
  expect(indices(batch)).toEqual([1, 0, 0]);
  expect([...(batch.scores as Float64Array)]).toEqual([0.25, 0.75, 0.5, 0.5, 0.75, 0.25]);
});

test('the label output decides where there is one, as integer or text', () => {
  const withLabel = (classes: string[]): OutputReading => ({ ...binary, classes, label: { output: 'y' } });
  const p = f32([2, 2], [0.4, 0.6, 0.6, 0.4]);
  expect(indices(readOutputs(plan(withLabel(['0', '1'])), { p, y: i64([0, 0]) }, 2))).toEqual([0, 0]);
  expect(indices(readOutputs(plan(withLabel(['7', '3'])), { p, y: i64([3, 7]) }, 2))).toEqual([1, 0]);
  expect(indices(readOutputs(plan(withLabel(['no', 'yes'])), { p, y: text(['yes', 'no']) }, 2))).toEqual([1, 0]);
  expect(indices(readOutputs(plan(withLabel(['1.0', '2.0'])), { p, y: f32([2, 1], [2, 1]) }, 2))).toEqual([1, 0]);
  expect(
    indices(readOutputs(plan(withLabel(['False', 'True'])), { p, y: { type: 'bool', dims: [2], data: Uint8Array.of(1, 0) } }, 2)),
  ).toEqual([1, 0]);
});

test('integer labels are positions where the classes are words', () => {
  const reading: OutputReading = { task: 'multiclass', classes: ['bird', 'cat', 'dog'], label: { output: 'y' } };
  const batch = readOutputs(plan(reading), { y: i64([2, 0]) }, 2);
  expect(indices(batch)).toEqual([2, 0]);
  expect(batch.scores).toBeNull();
});

test('what the numbers of a label are is as the reading says, whatever the classes are called', () => {
  const reading = (classes: string[], holds: 'positions' | 'classes'): OutputReading => ({
    task: 'multiclass',
    classes,
    label: { output: 'y', holds },
  });
  const read = (one: OutputReading, y: TensorData): number[] => indices(readOutputs(plan(one), { y }, y.dims[0] as number));
  expect(read(reading(['1', '0'], 'positions'), i64([0, 1]))).toEqual([0, 1]);
  expect(read(reading(['1', '0'], 'classes'), i64([0, 1]))).toEqual([1, 0]);
  expect(read(reading(['1', '2', '3'], 'positions'), i64([0, 1, 2]))).toEqual([0, 1, 2]);
  expect(read(reading(['0', '1', '10', '11', '2'], 'positions'), f32([2], [2, 4]))).toEqual([2, 4]);
});

test('whole numbers beyond 2^53 are told apart', () => {
  const classes = ['9007199254740992', '9007199254740993'];
  const y: TensorData = {
    type: 'int64',
    dims: [3],
    data: BigInt64Array.from([classes[1], classes[0], classes[1]], (one) => BigInt(one as string)),
  };
  const reading: OutputReading = { task: 'binary', classes, label: { output: 'y', holds: 'classes' } };
  expect(indices(readOutputs(plan(reading), { y }, 3))).toEqual([1, 0, 1]);
});

test('a label that is no class stops the run instead of being counted as something', () => {
  const reading: OutputReading = { task: 'binary', classes: ['no', 'yes'], label: { output: 'y' } };
  expect(() => readOutputs(plan(reading), { y: text(['maybe']) }, 1)).toThrow(
    /"y" gave a label that is not among the classes no, yes/,
  );
});

test('logits become probabilities, also where they are large', () => {
  const reading: OutputReading = { task: 'multiclass', classes: ['a', 'b', 'c'], scores: { output: 'z', form: 'logits' } };
  const { scores, classIndex } = readOutputs(
    plan(reading),
    { z: f64([2, 3], [Math.log(1), Math.log(2), Math.log(5), 1000, 1000, -1000]) },
    2,
  );
  const wanted = [0.125, 0.25, 0.625, 0.5, 0.5, 0];
  [...(scores as Float64Array)].forEach((score, i) => expect(score).toBeCloseTo(wanted[i] as number, 14));
  expect([...(classIndex as Int32Array)]).toEqual([2, 0]);
});

test('one probability or logit a row becomes two', () => {
  const single = (form: 'positive-probability' | 'positive-logit'): PreparationPlan =>
    plan({ task: 'binary', classes: ['no', 'yes'], scores: { output: 'p', form } });
  const p = readOutputs(single('positive-probability'), { p: f32([2], [0.25, 0.5]) }, 2);
  expect([...(p.scores as Float64Array)]).toEqual([0.75, 0.25, 0.5, 0.5]);
  expect(indices(p)).toEqual([0, 0]);
  const z = readOutputs(single('positive-logit'), { p: f32([3, 1], [0, 800, -800]) }, 3);
  expect([...(z.scores as Float64Array)]).toEqual([0.5, 0.5, 0, 1, 1, 0]);
  expect(indices(z)).toEqual([0, 1, 0]);
});

test('a row whose scores are not numbers has no prediction, never class 0', () => {
  const reading: OutputReading = { ...binary, label: { output: 'y' } };
  const batch = readOutputs(plan(reading), { p: f32([2, 2], [NaN, NaN, 0.1, 0.9]), y: i64([0, 1]) }, 2);
  expect(indices(batch)).toEqual([-1, 1]);
  expect([...(batch.scores as Float64Array).slice(0, 2)]).toEqual([NaN, NaN]);
  const value = readOutputs(plan({ task: 'regression', classes: [], value: { output: 'v' } }), { v: f32([2, 1], [NaN, 2]) }, 2);
  expect([...(value.values as Float64Array)]).toEqual([NaN, 2]);
});

test('a rejected row has no prediction', () => {
  const rejected = Uint8Array.of(0, 1);
  const batch = readOutputs(plan(binary), { p: f32([2, 2], [0.1, 0.9, 0.1, 0.9]) }, 2, rejected);
  expect(indices(batch)).toEqual([1, -1]);
  const regression = plan({ task: 'regression', classes: [], value: { output: 'v' } });
  expect([...(readOutputs(regression, { v: f32([2], [1, 2]) }, 2, rejected).values as Float64Array)]).toEqual([1, NaN]);
});

test('half precision and integer outputs are read as numbers', () => {
  const regression = plan({ task: 'regression', classes: [], value: { output: 'v' } });
  const half: TensorData = { type: 'float16', dims: [2, 1], data: Uint16Array.of(toFloat16(1.5), toFloat16(-2)) };
  expect([...(readOutputs(regression, { v: half }, 2).values as Float64Array)]).toEqual([1.5, -2]);
  expect([...(readOutputs(regression, { v: i64([4, 5]) }, 2).values as Float64Array)]).toEqual([4, 5]);
});

test('only the first rows are read, for batches that were filled up', () => {
  expect(indices(readOutputs(plan(binary), { p: f32([3, 2], [0, 1, 1, 0, 0, 1]) }, 2))).toEqual([1, 0]);
});

test('an output that does not fit the reading is named with what is wrong', () => {
  expect(() => readOutputs(plan(binary), { p: f32([2, 3], [0, 0, 1, 0, 0, 1]) }, 2)).toThrow(
    /"p" gives 3 values a row, but 2 are expected/,
  );
  expect(() => readOutputs(plan(binary), {}, 2)).toThrow(/"p" is not among what the model gave/);
  expect(() => readOutputs(plan(binary), { p: f32([1, 2], [0, 1]) }, 2)).toThrow(/shape \[1, 2\] for 2 rows/);
  const regression = plan({ task: 'regression', classes: [], value: { output: 'v' } });
  expect(() => readOutputs(regression, { v: f32([2, 2], [1, 2, 3, 4]) }, 2)).toThrow(/more than one value a row/);
  expect(() => readOutputs(regression, { v: text(['a', 'b']) }, 2)).toThrow(/holds text/);
  expect(() => readOutputs(plan({ task: 'binary', classes: ['a', 'b'] }), {}, 1)).toThrow(
    /needs an output with scores or labels/,
  );
});

test('only the outputs that are read are asked for', () => {
  expect(neededOutputs(plan({ ...binary, label: { output: 'y' }, value: { output: 'unused' } }))).toEqual(['p', 'y']);
  expect(neededOutputs(plan({ task: 'regression', classes: [], value: { output: 'v' } }))).toEqual(['v']);
});
