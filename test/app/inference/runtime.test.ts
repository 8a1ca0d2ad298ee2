import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../../../app/prepare/float16.ts';
import type { NumericData, TensorData } from '../../../app/prepare/tensors.ts';
import { openSession, runtimeVersion, type Session } from '../../../app/inference/runtime.ts';
import { friendlyRuntimeError } from '../../../app/inference/runtimeErrors.ts';
import { constant, tensor, writeModel } from '../../support/onnxWriter.ts';
import {
  everyType,
  failsOutOfRange,
  fixedBatch,
  float16,
  identityStrings,
  logisticRegression,
  perColumn,
  saveModel,
  sigmoid,
  zipMapClassifier,
} from '../../support/tinyModels.ts';

const open = async (bytes: Uint8Array): Promise<Session> => openSession(await saveModel(bytes), { provider: 'cpu' });
const t = (type: TensorData['type'], dims: number[], data: TensorData['data']): TensorData => ({ type, dims, data });
const values = (tensor: TensorData | undefined): number[] => Array.from(tensor?.data as Float32Array);

test('the runtime tells its version', async () => {
  expect(await runtimeVersion()).toMatch(/^\d+\.\d+\.\d+/);
});

test('a session tells its tensors, and gives what the model computes', async () => {
  const session = await open(logisticRegression({ weights: [1, -1] }));
  expect(session.provider).toBe('cpu');
  expect(session.inputs).toEqual([{ name: 'X', type: 'float32', shape: ['N', 2] }]);
  expect(session.outputs.map(({ name }) => name)).toEqual(['label', 'probabilities']);
  const result = await session.run({ X: t('float32', [2, 2], Float32Array.of(2, 1, 0, 3)) });
  expect(result['label']).toEqual({ type: 'int64', dims: [2], data: BigInt64Array.of(1n, 0n) });
  expect(values(result['probabilities'])[1]).toBeCloseTo(sigmoid(1), 6);
  expect(Object.keys(await session.run({ X: t('float32', [1, 2], Float32Array.of(2, 1)) }, ['label']))).toEqual(['label']);
  await session.close();
});

test('every element type goes in as the model takes it', async () => {
  const session = await open(everyType());
  const result = await session.run({
    f32: t('float32', [2, 1], Float32Array.of(0.5, 1)),
    f64: t('float64', [2, 1], Float64Array.of(0.25, 1)),
    i32: t('int32', [2, 1], Int32Array.of(-3, 1)),
    i64: t('int64', [2, 1], BigInt64Array.of(10n, 1n)),
    flag: t('bool', [2, 1], Uint8Array.of(1, 0)),
    text: t('string', [2, 1], { codes: Int32Array.of(1, 0), dictionary: ['y', 'x'] }),
  });
  expect(values(result['value'])).toEqual([0.5 + 0.25 - 3 + 10 + 1 + 1, 4]);
});

test('half precision goes in and comes out as bits', async () => {
  const session = await open(float16());
  const result = await session.run({ X: t('float16', [1, 2], Uint16Array.of(toFloat16(1.5), toFloat16(-4))) });
  expect(result['variable']?.data).toBeInstanceOf(Uint16Array);
  expect(fromFloat16((result['variable']?.data as Uint16Array)[0] as number)).toBe(-6.5);
});

test('texts come out dictionary-encoded', async () => {
  const session = await open(identityStrings());
  const text = { codes: Int32Array.of(0, 1, 0), dictionary: ['ä', ''] };
  expect((await session.run({ text: t('string', [3, 1], text) }))['same']).toEqual({ type: 'string', dims: [3, 1], data: text });
});

test('a batch without rows is fine', async () => {
  const session = await open(logisticRegression({ weights: [1, -1] }));
  expect((await session.run({ X: t('float32', [0, 2], new Float32Array(0)) }))['probabilities']?.dims).toEqual([0, 2]);
});

test('outputs that are sequences of maps are left out, the others work', async () => {
  const session = await open(zipMapClassifier());
  expect(session.outputs.map(({ name }) => name)).toEqual(['output_label']);
  const result = await session.run({ X: t('float32', [1, 2], Float32Array.of(0, 5)) });
  expect(result['output_label']?.data).toEqual({ codes: Int32Array.of(0), dictionary: ['cat'] });
});

async function refused(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const X = (data: NumericData, dims: number[], type: TensorData['type'] = 'float32'): Record<string, TensorData> => ({
  X: t(type, dims, data),
});

test('what does not fit an input is told with the name of the input', async () => {
  const session = await open(logisticRegression({ weights: [1, -1] }));
  const columns = await open(perColumn());
  const age = t('float32', [1, 1], Float32Array.of(1));
  const fixed = await open(fixedBatch(4));
  const cases: [() => Promise<unknown>, string, string | undefined][] = [
    [() => columns.run({ age }), 'The model input "visits" was not given.', 'visits'],
    [() => columns.run({ age, fare: age }), 'The model has no input named "fare".', 'fare'],
    [() => session.run(X(new Float32Array(3), [1, 3])), 'The model input "X" takes 2 values a row, but got 3.', 'X'],
    [() => session.run(X(new Float32Array(2), [2])), 'The model input "X" takes 2 dimensions, but got 1.', 'X'],
    [
      () => session.run(X(new Float64Array(2), [1, 2], 'float64')),
      'A model input takes float values, but got double.',
      undefined,
    ],
    [() => session.run(X(new Float32Array(2), [1, 2]), ['nope']), 'The model has no output named "nope".', 'nope'],
    [() => fixed.run(X(new Float32Array(2), [1, 2])), 'The model input "X" takes exactly 4 rows at a time, but got 1.', 'X'],
  ];
  for (const [work, message, name] of cases) {
    const error = await refused(work());
    expect(error).toMatchObject({ code: 'DATA_MISMATCH', message });
    expect((error as { where?: { tensor?: string } }).where?.tensor).toBe(name);
  }
});

test('a row that the native code cannot take is an error of that run, with what the runtime said', async () => {
  const session = await open(failsOutOfRange());
  const error = await refused(session.run(X(Float32Array.of(0, 9), [2, 1])));
  expect(error).toMatchObject({ code: 'DATA_MISMATCH' });
  expect(error.message).toMatch(/^onnxruntime could not run the model: .*indices element out of data bounds/);
  expect(error.message).not.toMatch(/onnxruntime_src/);
  expect(values((await session.run(X(Float32Array.of(1), [1, 1])))['variable'])).toEqual([20]);
});

const simple = {
  nodes: [{ op: 'Identity', inputs: ['X'], outputs: ['Y'] }],
  inputs: [tensor('X', 'float32', ['N', 2])],
  outputs: [tensor('Y', 'float32', ['N', 2])],
};

test.each<[string, () => Uint8Array | Promise<Uint8Array>, string, RegExp]>([
  ['a truncated file', () => logisticRegression({ weights: [1, -1] }).slice(0, 150), 'MODEL_INVALID', /damaged or cut short/],
  ['an empty file', () => new Uint8Array(0), 'MODEL_INVALID', /damaged or cut short/],
  ['an opset of the future', () => writeModel({ ...simple, opsets: { '': 99 } }), 'MODEL_UNSUPPORTED', /needs opset 99/],
  [
    'an IR version of the future',
    () => writeModel({ ...simple, irVersion: 99 }),
    'MODEL_UNSUPPORTED',
    /IR version 99; this runtime reads up to \d+/,
  ],
  [
    'a custom operator',
    () =>
      writeModel({
        ...simple,
        nodes: [{ op: 'MyOp', domain: 'com.acme', inputs: ['X'], outputs: ['Y'] }],
        opsets: { '': 17, 'com.acme': 1 },
      }),
    'MODEL_UNSUPPORTED',
    /operator com\.acme:MyOp, which this runtime does not know/,
  ],
  [
    'an operator that does not exist',
    () => writeModel({ ...simple, nodes: [{ op: 'Idntity', inputs: ['X'], outputs: ['Y'] }] }),
    'MODEL_UNSUPPORTED',
    /operator Idntity, which this runtime does not know/,
  ],
  [
    'an element type that cannot be passed',
    () => writeModel({ ...simple, inputs: [tensor('X', 'bfloat16', ['N', 2])], outputs: [tensor('Y', 'bfloat16', ['N', 2])] }),
    'MODEL_UNSUPPORTED',
    /element type that cannot be passed here \(ONNX type 16, bfloat16\)/,
  ],
  [
    'external data that are not there',
    () =>
      writeModel({
        ...simple,
        nodes: [{ op: 'Add', inputs: ['X', 'W'], outputs: ['Y'] }],
        initializers: [{ ...constant('W', 'float32', [2], [1, 2]), external: { location: 'gone.data' } }],
      }),
    'MODEL_INVALID',
    /external data of the model/,
  ],
])('%s is refused in words', async (_, bytes, code, message) => {
  const path = await saveModel(await bytes());
  const error = await refused(openSession(path, { provider: 'cpu' }));
  expect(error).toMatchObject({ code, where: { file: path } });
  expect(error.message).toMatch(message);
});

test('a model file that is gone, or is something else, is told as such', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-runtime-'));
  expect(await refused(openSession(join(folder, 'none.onnx'), { provider: 'cpu' }))).toMatchObject({ code: 'NOT_FOUND' });
  await writeFile(join(folder, 'text.onnx'), 'not a model');
  expect(await refused(openSession(join(folder, 'text.onnx'), { provider: 'cpu' }))).toMatchObject({ code: 'MODEL_INVALID' });
});

test('messages that need another machine or a huge model are told in words too', () => {
  const say = (message: string): { code: string; message: string } => friendlyRuntimeError(new Error(message), 'run');
  expect(
    say(
      'Failed to construct locale with name:en_US.UTF-8:locale::facet::_S_create_c_locale name not valid:Please, install necessary language-pack-en',
    ),
  ).toMatchObject({
    code: 'MODEL_UNSUPPORTED',
    message: expect.stringMatching(/locale \(en_US\.UTF-8\) that this machine does not have/),
  });
  expect(say('Failed to allocate memory for requested buffer of size 1099511627776')).toMatchObject({ code: 'TOO_LARGE' });
  expect(say('std::bad_alloc')).toMatchObject({ code: 'TOO_LARGE' });
});

test('a provider that cannot run here is refused by name, without falling back', async () => {
  const bytes = await readFile(await saveModel(logisticRegression({ weights: [1] })));
  const absent = process.platform === 'win32' ? 'coreml' : 'dml';
  const error = await refused(openSession(bytes, { provider: absent }));
  expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(error.message).toMatch(new RegExp(`^The execution provider ${absent} cannot run here\\. .*built without`));
});
