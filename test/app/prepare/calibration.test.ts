import { expect, test } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { calibrateScores, lineThrough, logOdds } from '../../../app/prepare/calibration.ts';
import { readOutputs } from '../../../app/prepare/predictions.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { abstainedOutput, servedOutputNames, servedOutputs } from '../../../app/prepare/servedOutputs.ts';
import type { TensorData } from '../../../app/prepare/tensors.ts';

const binary: PreparationPlan = {
  version: 1,
  inputs: [],
  fixedBatch: null,
  reading: {
    task: 'binary',
    classes: ['no', 'yes'],
    scores: { output: 'p', form: 'probabilities' },
    label: { output: 'y' },
  },
  positive: 'yes',
};
const p: TensorData = { type: 'float32', dims: [3, 2], data: Float32Array.of(0.9, 0.1, 0.6, 0.4, 0.2, 0.8) };
const y: TensorData = { type: 'string', dims: [3], data: { codes: Int32Array.of(0, 0, 1), dictionary: ['no', 'yes'] } };
const near = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Number(value.toFixed(6)));

test('a temperature divides the log-odds, and keeps the order', () => {
  const scores = Float64Array.of(0.9, 0.1, 0.5, 0.5);
  calibrateScores({ kind: 'temperature', temperature: 2 }, scores, 2);
  // √0.9 / (√0.9 + √0.1) = 3 / 4
  expect(near(scores)).toEqual([0.75, 0.25, 0.5, 0.5]);
  const three = Float64Array.of(0.7, 0.3, 0, NaN, NaN, NaN);
  calibrateScores({ kind: 'temperature', temperature: 0.5 }, three, 3);
  expect(near(three)).toEqual([0.844828, 0.155172, 0, NaN, NaN, NaN]);
});

test('Platt: a = -1 and b = 0 change nothing; the line of an isotonic fit is flat beyond its ends', () => {
  const scores = Float64Array.of(0.9, 0.1, 0.25, 0.75);
  calibrateScores({ kind: 'platt', classes: [{ a: -1, b: 0 }] }, scores, 2);
  expect(near(scores)).toEqual([0.9, 0.1, 0.25, 0.75]);
  calibrateScores({ kind: 'platt', classes: [{ a: -1, b: logOdds(0.75) }] }, scores, 2);
  expect(near(scores.subarray(2))).toEqual([0.5, 0.5]);
  const [x, line] = [
    [0.2, 0.4, 0.8],
    [0, 0.5, 0.6],
  ];
  expect([0, 0.2, 0.3, 0.4, 0.6, 0.8, 1].map((at) => Number(lineThrough(x, line, at).toFixed(6)))).toEqual([
    0, 0, 0.25, 0.5, 0.55, 0.6, 0.6,
  ]);
  expect(lineThrough(x, line, NaN)).toBeNaN();
});

test('one curve a class is scaled to sum to 1; without any mass every class is as likely, as in scikit-learn', () => {
  const scores = Float64Array.of(0.2, 0.3, 0.5, 0.2, 0.3, 0.5);
  const half = { x: [0, 1], y: [0, 0.5] };
  calibrateScores({ kind: 'isotonic', classes: [half, half, { x: [0], y: [0] }] }, scores.subarray(0, 3), 3);
  expect(near(scores.subarray(0, 3))).toEqual([0.4, 0.6, 0]);
  const none = { x: [0], y: [0] };
  calibrateScores({ kind: 'isotonic', classes: [none, none, none] }, scores.subarray(3), 3);
  expect(near(scores.subarray(3))).toEqual([0.333333, 0.333333, 0.333333]);
});

test('the class follows from the calibrated scores, the gate marks without changing it', () => {
  const shifted: PreparationPlan = {
    ...binary,
    calibration: { kind: 'platt', classes: [{ a: -1, b: -logOdds(0.75) }] },
    abstain: { kind: 'confidence', least: 0.7 },
  };
  const { classIndex, scores, abstained } = readOutputs(shifted, { p, y }, 3);
  // Odds times three: 0.1 -> 0.25, 0.4 -> 2/3, 0.8 -> 12/13.
  expect(near(scores ?? [])).toEqual([0.75, 0.25, 0.333333, 0.666667, 0.076923, 0.923077]);
  expect([...(classIndex ?? [])]).toEqual([0, 1, 1]);
  expect([...(abstained ?? [])]).toEqual([0, 1, 0]);
  expect(readOutputs(binary, { p, y }, 3).abstained).toBeUndefined();
  expect([...(readOutputs(shifted, { p, y }, 3, Uint8Array.of(0, 1, 0)).abstained ?? [])]).toEqual([0, 0, 0]);
});

test('conformal: marked unless the set is just the predicted class', () => {
  const gate = (quantile: number): number[] => [
    ...(readOutputs({ ...binary, abstain: { kind: 'conformal', level: 0.9, quantile } }, { p, y }, 3).abstained ?? []),
  ];
  expect(gate(0.3)).toEqual([0, 1, 0]); // 0.7 and more: one class in rows 1 and 3, none in row 2
  expect(gate(0.65)).toEqual([0, 1, 0]); // 0.35 and more: both in row 2
  expect(gate(0.05)).toEqual([1, 1, 1]);
});

test('served tensors say the same, in the form and type in which the model gives its scores', () => {
  const forms = {
    probabilities: p,
    logits: { type: 'float64', dims: [3, 2], data: Float64Array.from(p.data as Float32Array, Math.log) },
    'positive-probability': { type: 'float32', dims: [3, 1], data: Float32Array.of(0.1, 0.4, 0.8) },
    'positive-logit': { type: 'float32', dims: [3], data: Float32Array.from([0.1, 0.4, 0.8], logOdds) },
  } satisfies Record<string, TensorData>;
  for (const [form, tensor] of Object.entries(forms) as [keyof typeof forms, TensorData][]) {
    const plan: PreparationPlan = {
      ...binary,
      reading: { ...binary.reading, scores: { output: 'p', form } },
      calibration: { kind: 'temperature', temperature: 0.5 },
      abstain: { kind: 'confidence', least: 0.8 },
    };
    const expected = readOutputs(plan, { p: tensor, y }, 3);
    const served = servedOutputs(plan, { p: tensor, y }, 3);
    expect(served['p']?.type).toBe(tensor.type);
    expect(served['p']?.dims).toEqual(tensor.dims);
    const { calibration: _c, abstain: _a, ...plain } = plan;
    const read = readOutputs(plain, served, 3);
    expect(near(read.scores ?? []).map((x) => x.toFixed(4))).toEqual(near(expected.scores ?? []).map((x) => x.toFixed(4)));
    expect([...(read.classIndex ?? [])]).toEqual([...(expected.classIndex ?? [])]);
    expect([...(served['abstained']?.data as Uint8Array)]).toEqual([...(expected.abstained ?? [])]);
  }
  expect(servedOutputs(binary, { p, y }, 3)['p']).toBe(p);
  const clash: PreparationPlan = {
    ...binary,
    reading: { ...binary.reading, label: { output: 'abstained' } },
    abstain: { kind: 'confidence', least: 0.8 },
  };
  expect(abstainedOutput(clash)?.name).toBe('drydock_abstained');
  expect(servedOutputNames(clash)).toEqual(['p', 'abstained', 'drydock_abstained']);
});

test('what the reading has no scores for is refused', () => {
  const { scores: _, ...labels } = binary.reading;
  const temperature = { kind: 'temperature', temperature: 2 } as const;
  expect(() => createPreparer({ ...binary, reading: labels, calibration: temperature })).toThrow(/no scores/);
  expect(() => createPreparer({ ...binary, reading: labels, abstain: { kind: 'confidence', least: 0.5 } })).toThrow(/no scores/);
  const two = { kind: 'platt', classes: [1, 2].map(() => ({ a: -1, b: 0 })) } as const;
  expect(() => createPreparer({ ...binary, calibration: { ...two, classes: [...two.classes] } })).toThrow(
    /for 2 curves, not for 1/,
  );
  expect(() => createPreparer({ ...binary, calibration: { kind: 'isotonic', classes: [{ x: [0, 0], y: [0, 1] }] } })).toThrow(
    /ascend/,
  );
});
