// Forms of models against onnxruntime.quantization, onnxconverter_common and numpy (test/reference/forms.py).
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CalibrationRows } from '../../../../app/bundle/forms/activationRanges.ts';
import { comparedTimes } from '../../../../app/bundle/forms/measureForm.ts';
import { makeForm, type MadeForm } from '../../../../app/bundle/forms/makeForm.ts';
import { ingest } from '../../../../app/data/ingest.ts';
import { openSession } from '../../../../app/inference/runtime.ts';
import { preparationPlan } from '../../../../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../../../../app/mapping/suggestMapping.ts';
import { FileBytes } from '../../../../app/model/fileBytes.ts';
import { float16Form } from '../../../../app/model/forms/float16Form.ts';
import { quantizeColumns } from '../../../../app/model/forms/int8Weights.ts';
import { openModel } from '../../../../app/model/openModel.ts';
import { readModelFile } from '../../../../app/model/readModelFile.ts';
import type { FormKind } from '../../../../app/api/schemas/forms.ts';
import { constant, tensor, writeModel, type ModelSpec, type NodeSpec } from '../../../support/onnxWriter.ts';
import { mlp, perColumn, saveModel } from '../../../support/tinyModels.ts';

const reference = JSON.parse(readFileSync(new URL('../../../reference/forms.json', import.meta.url), 'utf8')) as {
  rows: number;
  columns: number;
  whole: number[];
  scales: number[];
  halfBits: number[];
  product: number[];
  fixed: { steps: Record<'X' | 'active', { scale: number; point: number }>; answers: number[] };
};
const { rows, columns } = reference;
const count = rows * columns;

/** The weights and inputs of the script. */
const weights = Float32Array.from({ length: count }, (_, i) => {
  const column = i % columns;
  if (column === 7) return 0;
  return Math.fround(Math.fround((((i * 7919) % 257) - 128) / 97) * 2 ** ((column % 5) - 3));
});
const inputs = Float32Array.from({ length: 5 * rows }, (_, i) => {
  const row = Math.floor(i / rows);
  if (row === 4) return 0;
  const value = Math.fround((((i * 104729) % 311) - 155) / 31);
  return row === 3 ? Math.fround(value * 100) : value;
});

let folder = '';
let calibration: CalibrationRows;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-forms-'));
  // The first three rows as a file, and how they feed the model.
  const { card } = await openModel(await saveModel(product([matMul])), { cacheDir: folder });
  const names = Array.from({ length: rows }, (_, k) => `x${String(k)}`);
  const lines = [0, 1, 2].map((row) => inputs.slice(row * rows, (row + 1) * rows).join(','));
  const path = join(folder, 'rows.csv');
  await writeFile(path, `${[names.join(','), ...lines].join('\n')}\n`);
  const data = await ingest({ paths: [path], options: {} }, { cacheDir: folder });
  calibration = { plan: preparationPlan(card, data, suggestMapping(card, data)), data };
});

let made = 0;
async function formOf(
  kind: FormKind,
  bytes: Uint8Array,
  fixedBatch: number | null = null,
): Promise<MadeForm & { path: string; original: string }> {
  const original = await saveModel(bytes);
  const path = join(folder, `${kind}-${++made}.onnx`);
  const { plan, data } = calibration;
  const form = await makeForm(kind, { plan: { ...plan, fixedBatch }, data, path: original, target: path, signal: undefined });
  return { ...form, path, original };
}

function product(nodes: NodeSpec[], more: Partial<ModelSpec> = {}): Uint8Array {
  return writeModel({
    nodes,
    initializers: [constant('W', 'float32', [rows, columns], [...weights])],
    inputs: [tensor('X', 'float32', ['N', rows])],
    outputs: [tensor('Y', 'float32', ['N', columns])],
    ...more,
  });
}
const matMul: NodeSpec = { op: 'MatMul', inputs: ['X', 'W'], outputs: ['Y'] };

async function answer(path: string, data: Float32Array = inputs, width = rows, output = 'Y'): Promise<Float32Array> {
  const session = await openSession(path, { provider: 'cpu', threads: 1 });
  try {
    const result = await session.run({ X: { type: 'float32', dims: [data.length / width, width], data } }, [output]);
    return result[output]?.data as Float32Array;
  } finally {
    await session.close();
  }
}

/** Within so many parts of the largest expected number. */
function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6): void {
  const size = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs((actual[i] as number) - (expected[i] as number)) / size).toBeLessThan(tolerance);
  }
}

describe('8-bit products', () => {
  it('hold the weights that onnxruntime.quantization writes', () => {
    const { values, scales } = quantizeColumns(weights, rows, columns);
    expect([...values]).toEqual(reference.whole);
    // A column of zeros has any scale.
    expect([...scales].filter((_, k) => k !== 7)).toEqual(reference.scales.filter((_, k) => k !== 7));
  });

  it('give what numpy gives, row by row', async () => {
    const { path } = await formOf('int8', product([matMul]));
    expectNear(await answer(path), reference.product);
  });

  it.each([12, 17, 18])('work in operator set %s', async (version) => {
    const { path } = await formOf('int8', product([matMul], { opsets: { '': version } }));
    expectNear(await answer(path), reference.product);
  });

  it('take the place of a Gemm, transposed, scaled and with its bias', async () => {
    const transposed = Array.from({ length: count }, (_, i) => weights[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
    const bias = Array.from({ length: columns }, (_, k) => k / 4);
    const gemm: NodeSpec = {
      op: 'Gemm',
      inputs: ['X', 'W', 'b'],
      outputs: ['Y'],
      attributes: { transB: { int: 1 }, alpha: { float: 0.5 } },
    };
    const { path } = await formOf(
      'int8',
      product([gemm], {
        initializers: [constant('W', 'float32', [columns, rows], transposed), constant('b', 'float32', [columns], bias)],
      }),
    );
    expectNear(
      await answer(path),
      reference.product.map((value, i) => value / 2 + (bias[i % columns] as number)),
    );
  });

  it('share the steps of an input, and leave weights alone that something else needs', async () => {
    const nodes: NodeSpec[] = [
      { ...matMul, outputs: ['one'] },
      { ...matMul, outputs: ['two'] },
      { op: 'ReduceSum', inputs: ['W'], outputs: ['sum'], attributes: { keepdims: { int: 0 } } },
      { op: 'Add', inputs: ['one', 'two'], outputs: ['both'] },
      { op: 'Add', inputs: ['both', 'sum'], outputs: ['Y'] },
    ];
    const { path } = await formOf('int8', product(nodes));
    const sum = weights.reduce((all, value) => all + value, 0);
    expectNear(
      await answer(path),
      reference.product.map((value) => 2 * value + sum),
    );
    const { operators } = (await openModel(path, { cacheDir: folder })).card;
    expect(operators.find(({ name }) => name === 'Abs')?.count).toBe(1);
    expect(operators.find(({ name }) => name === 'MatMulInteger')?.count).toBe(2);
  });

  it('answer a row the same whatever comes with it', async () => {
    const { path } = await formOf('int8', mlp(32, 64));
    const many = Float32Array.from({ length: 16 * 32 }, (_, i) => (((i * 31) % 97) - 48) * (i < 32 ? 1 : 50));
    const together = await answer(path, many, 32, 'probabilities');
    expect([...(await answer(path, many.slice(0, 32), 32, 'probabilities'))]).toEqual([...together.slice(0, 2)]);
  });

  it('give no number where the input holds none', async () => {
    const { path } = await formOf('int8', product([matMul]));
    for (const bad of [NaN, Infinity]) {
      const data = inputs.slice(0, 2 * rows);
      data[5] = bad;
      const found = await answer(path, data);
      expect([...found.slice(0, columns)].every(Number.isNaN)).toBe(true);
      expectNear(found.slice(columns), reference.product.slice(columns, 2 * columns), 1e-5);
    }
  });
});

describe('8-bit products with fixed scales', () => {
  const twice: NodeSpec[] = [
    { op: 'MatMul', inputs: ['X', 'W'], outputs: ['hidden'] },
    { op: 'Relu', inputs: ['hidden'], outputs: ['active'] },
    { op: 'MatMul', inputs: ['active', 'V'], outputs: ['Y'] },
  ];
  const back = Array.from({ length: count }, (_, i) => weights[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
  const model = (): Uint8Array =>
    product(twice, {
      initializers: [constant('W', 'float32', [rows, columns], [...weights]), constant('V', 'float32', [columns, rows], back)],
      outputs: [tensor('Y', 'float32', ['N', rows])],
    });

  it('have the scales and zero points of quantize_static, and give what numpy gives, cut off where a row goes beyond', async () => {
    const { path } = await formOf('int8-static', model());
    const bytes = new FileBytes(path);
    try {
      const { graph } = await readModelFile(bytes);
      for (const [name, { scale, point }] of Object.entries(reference.fixed.steps)) {
        const raw = (what: string, size: number): Uint8Array => {
          const { end } = graph.initializers.get(`${name}_${what}`)?.range ?? { end: 0 };
          return bytes.read(end - size, size);
        };
        expect(new Float32Array(raw('scale', 4).slice().buffer)[0]).toBe(scale);
        expect(raw('point', 1)[0]).toBe(point);
      }
    } finally {
      bytes.close();
    }
    expectNear(await answer(path), reference.fixed.answers);
  });

  it('answer a row the same whatever comes with it, and give no number where the input holds none', async () => {
    const { path } = await formOf('int8-static', model());
    const data = inputs.slice(0, 2 * rows);
    data[5] = NaN;
    const found = await answer(path, data);
    expect([...found.slice(0, rows)].every(Number.isNaN)).toBe(true);
    expect([...found.slice(rows)]).toEqual([...(await answer(path, inputs.slice(rows, 2 * rows)))]);
  });

  it('are taken of rows that are fewer than a fixed batch, and of an input that is an activation of its own', async () => {
    const fixedBatch = (): Uint8Array =>
      product([matMul], { inputs: [tensor('X', 'float32', [4, rows])], outputs: [tensor('Y', 'float32', [4, columns])] });
    const { path } = await formOf('int8-static', fixedBatch(), 4);
    const exact = await answer((await formOf('optimized', fixedBatch())).path, inputs.slice(0, 4 * rows));
    const [close, far] = [await answer(path, inputs.slice(0, 4 * rows)), 3 * columns];
    expectNear(close.slice(0, far), exact.slice(0, far), 0.02);
    // The fourth row is a hundred times as large as those that the scale is taken of.
    expect(Math.abs(close[far + 1] ?? 0)).toBeLessThan(Math.abs(exact[far + 1] ?? 0) / 10);
  });
});

describe('half-precision weights', () => {
  it('are those that onnxconverter_common stores', async () => {
    const { path } = await formOf('float16', product([matMul]));
    const bytes = new FileBytes(path);
    try {
      const { graph } = await readModelFile(bytes);
      const stored = graph.initializers.get('W_float16');
      expect(stored?.type).toBe('float16');
      const raw = bytes.read((stored?.range.end ?? 0) - 2 * count, 2 * count);
      expect([...new Uint16Array(raw.buffer, raw.byteOffset, count)]).toEqual(reference.halfBits);
    } finally {
      bytes.close();
    }
  });

  it('are computed with in single precision, on half the file', async () => {
    const { path, original, bytes } = await formOf('float16', mlp(32, 128));
    expect(bytes ?? Infinity).toBeLessThan(0.55 * (await readFile(original)).length);
    const data = Float32Array.from({ length: 8 * 32 }, (_, i) => Math.sin(i));
    const [a, b] = [await answer(original, data, 32, 'probabilities'), await answer(path, data, 32, 'probabilities')];
    expectNear(b, a, 2e-3);
    expect([...b]).not.toEqual([...a]);
  });

  it('stay single where half precision cannot hold them', async () => {
    for (const bad of [70_000, NaN, 1e-9]) {
      const values = Array.from({ length: count }, (_, i) => (bad === 1e-9 || i === 3 ? bad : 1));
      const file = await saveModel(product([matMul], { initializers: [constant('W', 'float32', [rows, columns], values)] }));
      const bytes = new FileBytes(file);
      try {
        expect(float16Form(bytes, await readModelFile(bytes))).toBeNull();
      } finally {
        bytes.close();
      }
    }
  });
});

describe('the simplified graph', () => {
  it('has standard operators only, the same answers, and the same bytes each time', async () => {
    const nodes: NodeSpec[] = [
      { op: 'Identity', inputs: ['X'], outputs: ['same'] },
      { op: 'Add', inputs: ['W', 'W'], outputs: ['twice'] },
      { ...matMul, inputs: ['same', 'twice'] },
    ];
    const { path, original } = await formOf('optimized', product(nodes));
    const again = await formOf('optimized', await readFile(original));
    expect(await readFile(again.path)).toEqual(await readFile(path));
    const { card } = await openModel(path, { cacheDir: folder });
    expect(card.operators.map(({ name, domain }) => domain + name)).toEqual(['MatMul']);
    expect(await answer(path)).toEqual(await answer(original));
  });
});

describe('what has no such form says why', () => {
  it.each<[string, FormKind, () => Uint8Array, string]>([
    ['small matrices', 'int8', perColumn, 'no product with a matrix of at least 256 weights'],
    ['small weights', 'float16', perColumn, 'no 256 weights in one place'],
    ['an old operator set', 'int8', () => product([matMul], { opsets: { '': 9 } }), 'operator set 9 is older than 11'],
    ['an old file', 'float16', () => product([matMul], { irVersion: 3 }), 'IR version 3'],
    [
      'weights that a caller may feed',
      'int8',
      () => product([matMul], { inputs: [tensor('X', 'float32', ['N', rows]), tensor('W', 'float32', [rows, columns])] }),
      'no product',
    ],
    [
      'control flow',
      'int8',
      () =>
        product([
          { ...matMul, outputs: ['first'] },
          {
            op: 'If',
            inputs: ['yes'],
            outputs: ['Y'],
            attributes: Object.fromEntries(
              ['then_branch', 'else_branch'].map((name) => [
                name,
                {
                  graph: {
                    nodes: [{ op: 'Identity', inputs: ['first'], outputs: [`${name}_out`] }],
                    inputs: [],
                    outputs: [tensor(`${name}_out`, 'float32', ['N', columns])],
                  },
                },
              ]),
            ),
          },
        ]),
      'control flow (If)',
    ],
  ])('%s', async (_, kind, bytes, reason) => {
    const form = await formOf(kind, bytes());
    expect(form.reason).toContain(reason);
    expect(form.bytes).toBeNull();
  });
});

it('the times that are told are those of the turn whose ratio is told', () => {
  const told = comparedTimes([400, 900, 420], [300, 1000, 200]);
  expect(told).toMatchObject({ originalUs: 400, formUs: 300 });
  expect(told.ratio.value).toBe(400 / 300);
});
