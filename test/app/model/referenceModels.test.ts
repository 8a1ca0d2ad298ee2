// Models of the usual libraries, exported with default options: read as their makers meant, and equal to what
// onnxruntime in Python returned for the files as exported (test/reference/models.py).
import { readFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../../app/model/openModel.ts';
import { sha256File } from '../../../app/storage/sha256.ts';
import { ModelCard } from '../../../app/api/schemas/models.ts';

interface Recorded {
  name: string;
  sha256: string;
  task: string | null;
  classes: string[];
  inputs: Record<string, { type: 'float32' | 'int64' | 'string'; dims: number[]; data: (number | string)[] }>;
  outputs: Record<string, { dims: number[]; data: (number | string)[] }>;
  libraryDifference: number | null;
}

const folder = new URL('../../fixtures/models/', import.meta.url).pathname;
const record = JSON.parse(await readFile(new URL('../../reference/models.json', import.meta.url), 'utf8')) as {
  models: Recorded[];
};
let cacheDir = '';
beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'drydock-reference-'));
});

function feed(input: Recorded['inputs'][string]): ort.Tensor {
  if (input.type === 'string') return new ort.Tensor('string', input.data.map(String), input.dims);
  if (input.type === 'int64') return new ort.Tensor('int64', BigInt64Array.from(input.data, BigInt), input.dims);
  return new ort.Tensor('float32', Float32Array.from(input.data, Number), input.dims);
}

describe.each(record.models)('$name', (recorded) => {
  it('is read as its maker meant', async () => {
    const { card } = await openModel(join(folder, `${recorded.name}.onnx`), { cacheDir });
    expect(ModelCard.parse(card)).toEqual(card);
    expect(card.sha256).toBe(recorded.sha256);
    expect(card.reading?.task ?? null).toBe(recorded.task);
    expect(card.reading?.classes ?? []).toEqual(recorded.classes);
    expect(card.fixedBatch).toBeNull();
  });

  it('gives the numbers of Python after any repair', async () => {
    const { card, runPath } = await openModel(join(folder, `${recorded.name}.onnx`), { cacheDir });
    expect(await sha256File(runPath)).toBe(card.runSha256);
    const session = await ort.InferenceSession.create(runPath, { logSeverityLevel: 3 });
    const feeds = Object.fromEntries(Object.entries(recorded.inputs).map(([name, input]) => [name, feed(input)]));
    const results = await session.run(feeds);
    await session.release();
    expect(Object.keys(results)).toEqual(Object.keys(recorded.outputs));
    for (const [name, expected] of Object.entries(recorded.outputs)) {
      const actual = results[name];
      expect(actual?.dims).toEqual(expected.dims);
      const values = Array.from(actual?.data as ArrayLike<number | bigint | string>);
      if (typeof expected.data[0] === 'string') expect(values).toEqual(expected.data);
      else values.forEach((value, index) => expect(Number(value)).toBeCloseTo(Number(expected.data[index]), 5));
    }
  });

  it('has scores that sum to one where they are read as probabilities, and only there', async () => {
    const { card } = await openModel(join(folder, `${recorded.name}.onnx`), { cacheDir });
    const { scores, classes = [] } = card.reading ?? {};
    if (!scores || !['probabilities', 'logits'].includes(scores.form)) return;
    const { data, dims } = recorded.outputs[scores.output] ?? { data: [], dims: [] };
    expect(dims[1]).toBe(classes.length);
    const sums = Array.from({ length: dims[0] ?? 0 }, (_, row) =>
      data.slice(row * classes.length, (row + 1) * classes.length).reduce<number>((sum, value) => sum + Number(value), 0),
    );
    const areProbabilities = sums.every((sum) => Math.abs(sum - 1) < 1e-4) && data.every((value) => Number(value) >= 0);
    expect(scores.form).toBe(areProbabilities ? 'probabilities' : 'logits');
  });

  it('was converted faithfully when it was recorded', () => {
    const scale = Math.max(
      1,
      ...Object.values(recorded.outputs).flatMap(({ data }) => data.map((value) => Math.abs(Number(value) || 0))),
    );
    expect(recorded.libraryDifference ?? 0).toBeLessThan(1e-6 * scale);
  });
});

it('covers ZipMap with int and string labels, one input per column, and three libraries', () => {
  const names = record.models.map(({ name }) => name.split('-')[0]);
  expect(new Set(names)).toEqual(new Set(['sklearn', 'xgboost', 'lightgbm']));
  expect(record.models.length).toBeGreaterThan(30);
});
