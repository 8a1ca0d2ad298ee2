import { readdir, mkdtemp, readFile, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as ort from 'onnxruntime-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { ModelCard } from '../../../app/api/schemas/models.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { sha256 } from '../../../app/storage/sha256.ts';
import { constant, tensor, writeModel, type ModelSpec, type NodeSpec } from '../../support/onnxWriter.ts';
import * as tiny from '../../support/tinyModels.ts';

let cacheDir = '';
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'drydock-open-'));
});

async function open(bytes: Uint8Array, name = 'model.onnx'): Promise<{ card: ModelCard; runPath: string; path: string }> {
  const path = await tiny.saveModel(bytes, name);
  return { ...(await openModel(path, { cacheDir })), path };
}

async function run(path: string, rows: number[][]): Promise<Record<string, { dims: readonly number[]; data: unknown[] }>> {
  const session = await ort.InferenceSession.create(path);
  const input = new ort.Tensor('float32', Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
  const results = await session.run({ [session.inputNames[0] ?? '']: input });
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, value]) => [name, { dims: value.dims, data: [...(value.data as Iterable<unknown>)] }]),
  );
}

const softmax = (values: number[]): number[] => {
  const exps = values.map(Math.exp);
  return exps.map((value) => value / exps.reduce((sum, one) => sum + one, 0));
};

describe('a model that needs no repair', () => {
  it('is shown as it is in the file and run from where it lies', async () => {
    const bytes = tiny.logisticRegression({ weights: [1, 2, 3], metadata: { author: 'Ada', über: 'ß' } });
    const { card, runPath, path } = await open(bytes, 'credit.onnx');
    expect(runPath).toBe(path);
    expect(ModelCard.parse(card)).toEqual({
      name: 'credit',
      path,
      sha256: sha256(bytes),
      runSha256: sha256(bytes),
      sizeBytes: bytes.length,
      irVersion: 8,
      opsets: [
        { domain: '', version: 17 },
        { domain: 'ai.onnx.ml', version: 3 },
      ],
      producer: 'drydock-tests',
      producerVersion: '1',
      graphName: 'graph',
      description: '',
      metadata: { author: 'Ada', über: 'ß' },
      operators: ['ArgMax', 'Concat', 'Gemm', 'Sigmoid', 'Sub'].map((name) => ({ name, domain: '', count: 1 })),
      parameterCount: 5,
      initializerBytes: 20,
      externalData: [],
      customDomains: [],
      inputs: [{ name: 'X', kind: 'tensor', type: 'float32', shape: ['N', 3] }],
      outputs: [
        { name: 'label', kind: 'tensor', type: 'int64', shape: ['N'] },
        { name: 'probabilities', kind: 'tensor', type: 'float32', shape: ['N', 2] },
      ],
      repairs: [],
      reading: {
        task: 'binary',
        classes: ['0', '1'],
        scores: { output: 'probabilities', form: 'probabilities' },
        label: { output: 'label', holds: 'positions' },
      },
      readingReason:
        '"probabilities" holds probabilities of 2 classes: they come out of a Sigmoid; "label" is the predicted label; the file names no class labels, so they are counted 0 to 1.',
      classSource: 'counted',
      fixedBatch: null,
      warnings: [],
    });
  });

  it('leaves no file in the cache folder', async () => {
    await open(tiny.matrixBinary(3));
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('shows inputs of every type, one per column', async () => {
    const { card } = await open(tiny.everyType());
    expect(card.inputs.map(({ name, type }) => [name, type])).toEqual([
      ['f32', 'float32'],
      ['f64', 'float64'],
      ['i32', 'int32'],
      ['i64', 'int64'],
      ['flag', 'bool'],
      ['text', 'string'],
    ]);
    expect(card.reading?.task).toBe('regression');
  });

  it('says so when it takes a fixed number of rows', async () => {
    const { card } = await open(tiny.fixedBatch(4));
    expect(card.fixedBatch).toBe(4);
    expect(card.warnings).toMatchObject([{ code: 'FIXED_BATCH', message: expect.stringContaining('exactly 4 rows') as string }]);
  });

  it('may take and give float16', async () => {
    const { card } = await open(tiny.float16());
    expect([card.inputs[0]?.type, card.outputs[0]?.type]).toEqual(['float16', 'float16']);
    expect(card.reading).toEqual({ task: 'regression', classes: [], value: { output: 'variable' } });
  });

  it('does not list initializers that old exporters state as inputs', async () => {
    const spec: ModelSpec = {
      irVersion: 3,
      nodes: [{ op: 'MatMul', inputs: ['X', 'W'], outputs: ['y'] }],
      initializers: [constant('W', 'float32', [2, 1], [1, 1])],
      inputs: [tensor('X', 'float32', [null, 2]), tensor('W', 'float32', [2, 1])],
      outputs: [tensor('y', 'float32', [null, 1])],
    };
    const { card } = await open(writeModel(spec));
    expect(card.inputs.map(({ name }) => name)).toEqual(['X']);
    expect(card.fixedBatch).toBeNull();
  });

  it('counts the operators and parameters of branches too', async () => {
    const branch = (value: number): ModelSpec => ({
      nodes: [{ op: 'Identity', inputs: ['c'], outputs: ['r'] }],
      initializers: [constant('c', 'float32', [1, 1], [value])],
      inputs: [],
      outputs: [tensor('r', 'float32', [1, 1])],
    });
    const { card } = await open(
      writeModel({
        nodes: [
          {
            op: 'If',
            inputs: ['flag'],
            outputs: ['y'],
            attributes: { then_branch: { graph: branch(1) }, else_branch: { graph: branch(2) } },
          },
        ],
        inputs: [tensor('flag', 'bool', [])],
        outputs: [tensor('y', 'float32', [1, 1])],
      }),
    );
    expect(card.operators).toEqual([
      { name: 'Identity', domain: '', count: 2 },
      { name: 'If', domain: '', count: 1 },
    ]);
    expect(card.parameterCount).toBe(2);
  });

  it('counts what trees and linear models learned, in attributes, and not their structure', async () => {
    const spec = (attributes: NodeSpec['attributes'], op: string, domain: string): ModelSpec => ({
      nodes: [{ op, domain, inputs: ['X'], outputs: ['y'], ...(attributes ? { attributes } : {}) }],
      inputs: [tensor('X', 'float32', [null, 2])],
      outputs: [tensor('y', 'float32', [null, 1])],
    });
    const tree = {
      nodes_featureids: { ints: [0, 0, 0] },
      nodes_hitrates: { floats: [1, 1, 1] },
      nodes_values: { floats: [0.5, 0, 0] },
      target_weights: { floats: [1, 2] },
    };
    const linear = { coefficients: { floats: [3, 4] }, intercepts: { floats: [1] }, targets: { int: 1 } };
    const counts = await Promise.all(
      [spec(tree, 'TreeEnsembleRegressor', 'ai.onnx.ml'), spec(linear, 'LinearRegressor', 'ai.onnx.ml')].map(
        async (one) => (await open(writeModel(one))).card.parameterCount,
      ),
    );
    expect(counts).toEqual([5, 3]);
    const plain = spec({ coefficients: { floats: [3, 4] } }, 'LinearRegressor', 'my.domain');
    plain.opsets = { '': 17, 'my.domain': 1 };
    expect((await open(writeModel(plain))).card.parameterCount).toBe(0);
  });

  it('is known by its absolute path, however it was given', async () => {
    const path = await tiny.saveModel(tiny.regression());
    expect((await openModel(relative(process.cwd(), path), { cacheDir })).card.path).toBe(path);
  });

  it('is found in a folder that holds no other', async () => {
    const path = await tiny.saveModel(tiny.regression(), 'model.onnx');
    expect((await openModel(join(path, '..'), { cacheDir })).runPath).toBe(path);
  });
});

describe('a ZipMap output', () => {
  const rows = [
    [1, 2],
    [0, -1],
    [3, 0.5],
  ];
  const expected = rows.flatMap((row) => softmax([...row, 0]));

  it.each([
    ['string', false],
    ['int', false],
    ['string', true],
  ] as const)('becomes a tensor of the same numbers (%s labels, behind Identity: %s)', async (labels, behindIdentity) => {
    const { card, runPath, path } = await open(tiny.zipMapClassifier({ labels, behindIdentity }));
    const classes = labels === 'string' ? ['bird', 'cat', 'dog'] : ['3', '5', '9'];
    expect(card.outputs[1]).toEqual({ name: 'output_probability', kind: 'tensor', type: 'float32', shape: [null, 3] });
    expect(card.repairs.map(({ kind }) => kind)).toEqual(['zipmap']);
    expect(card.reading).toEqual({
      task: 'multiclass',
      classes,
      scores: { output: 'output_probability', form: 'probabilities' },
      label: { output: 'output_label', ...(labels === 'int' && { holds: 'classes' }) },
    });
    expect(card.classSource).toBe('ZipMap node');
    expect(card.runSha256).not.toBe(card.sha256);
    expect(runPath).toBe(join(cacheDir, `${card.runSha256}.onnx`));
    expect(sha256(await readFile(runPath))).toBe(card.runSha256);
    expect(sha256(await readFile(path))).toBe(card.sha256);
    const results = await run(runPath, rows);
    expect(results['output_probability']?.dims).toEqual([3, 3]);
    results['output_probability']?.data.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 6));
  });

  it('is repaired once: the same model gives the same copy, and nothing else is left', async () => {
    await open(tiny.zipMapClassifier());
    const { card } = await open(tiny.zipMapClassifier());
    expect(await readdir(cacheDir)).toEqual([`${card.runSha256}.onnx`]);
    expect((await openModel(join(cacheDir, `${card.runSha256}.onnx`), { cacheDir })).card.repairs).toEqual([]);
  });

  it('fed with float64, which no runtime loads, becomes float32', async () => {
    const { card, runPath, path } = await open(
      writeModel({
        nodes: [
          { op: 'Softmax', inputs: ['X'], outputs: ['p'], attributes: { axis: { int: 1 } } },
          {
            op: 'ZipMap',
            domain: 'ai.onnx.ml',
            inputs: ['p'],
            outputs: ['z'],
            attributes: { classlabels_int64s: { ints: [0, 1] } },
          },
        ],
        inputs: [tensor('X', 'float64', [null, 2])],
        outputs: [{ name: 'z', type: { sequence: { map: { key: 'int64', value: { tensor: 'float64' } } } } }],
      }),
    );
    await expect(ort.InferenceSession.create(path)).rejects.toThrow();
    expect(card.outputs).toEqual([{ name: 'z', kind: 'tensor', type: 'float32', shape: [null, 2] }]);
    const session = await ort.InferenceSession.create(runPath);
    const results = await session.run({ X: new ort.Tensor('float64', Float64Array.from([2, 0]), [1, 2]) });
    expect((results['z']?.data as Float32Array)[0]).toBeCloseTo(tiny.sigmoid(2), 6);
  });

  it('is repaired where the model imports tree operators alone, and where there are several', async () => {
    const node = (index: number): NodeSpec[] => [
      {
        op: 'LinearClassifier',
        domain: 'ai.onnx.ml',
        inputs: ['X'],
        outputs: [`label${index}`, `p${index}`],
        attributes: {
          classlabels_ints: { ints: [0, 1] },
          coefficients: { floats: [-index, 0, index, 0] },
          intercepts: { floats: [0, 0] },
          post_transform: { string: 'SOFTMAX' },
        },
      },
      {
        op: 'ZipMap',
        domain: 'ai.onnx.ml',
        inputs: [`p${index}`],
        outputs: [`z${index}`],
        attributes: { classlabels_int64s: { ints: [0, 1] } },
      },
    ];
    const zipped = { sequence: { map: { key: 'int64', value: { tensor: 'float32' } } } } as const;
    const { card, runPath } = await open(
      writeModel({
        opsets: { 'ai.onnx.ml': 1 },
        irVersion: 4,
        nodes: [...node(1), ...node(2)],
        inputs: [tensor('X', 'float32', ['rows', 2])],
        outputs: [
          tensor('label1', 'int64', ['rows']),
          { name: 'z1', type: zipped },
          tensor('label2', 'int64', ['rows']),
          { name: 'z2', type: zipped },
        ],
      }),
    );
    expect(card.repairs.map(({ kind }) => kind)).toEqual(['zipmap', 'zipmap']);
    expect(card.outputs.map(({ shape }) => shape)).toEqual([['rows'], ['rows', 2], ['rows'], ['rows', 2]]);
    const results = await run(runPath, [[1, 0]]);
    const p = (index: number): number => tiny.sigmoid(2 * index);
    expect(results['z1']?.data[1]).toBeCloseTo(p(1), 5);
    expect(results['z2']?.data[1]).toBeCloseTo(p(2), 5);
  });

  it('stops when cancelled, leaving nothing behind', async () => {
    const path = await tiny.saveModel(tiny.zipMapClassifier());
    await expect(openModel(path, { cacheDir, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readdir(cacheDir)).toEqual([]);
  });
});

describe('other outputs that are no tensors', () => {
  const sequence = { sequence: { tensor: 'float32' } } as const;
  const spec: ModelSpec = {
    nodes: [
      { op: 'Identity', inputs: ['X'], outputs: ['y'] },
      { op: 'SequenceConstruct', inputs: ['X', 'y'], outputs: ['parts'] },
    ],
    inputs: [tensor('X', 'float32', [null, 1])],
    outputs: [tensor('y', 'float32', [null, 1]), { name: 'parts', type: sequence }],
  };

  it('are left out and explained', async () => {
    const { card, runPath } = await open(writeModel(spec));
    expect(card.outputs.map(({ name }) => name)).toEqual(['y']);
    expect(card.repairs).toMatchObject([
      { kind: 'dropped-output', message: expect.stringContaining('"parts" is a sequence') as string },
    ]);
    expect((await run(runPath, [[7]]))['y']?.data).toEqual([7]);
  });

  it('are kept, with a warning, when there is nothing else', async () => {
    const { card } = await open(writeModel({ ...spec, outputs: [{ name: 'parts', type: sequence }] }));
    expect(card.outputs).toMatchObject([{ name: 'parts', kind: 'sequence' }]);
    expect(card.reading).toBeNull();
    expect(card.warnings).toMatchObject([{ code: 'NO_TENSOR_OUTPUT' }]);
  });
});

describe('what cannot be run is refused in words', () => {
  const oneInput = (type: ModelSpec['inputs'][number]['type']): Uint8Array =>
    writeModel({
      nodes: [{ op: 'Identity', inputs: ['X'], outputs: ['y'] }],
      inputs: [{ name: 'X', type }],
      outputs: [{ name: 'y', type: { tensor: 'float32', shape: [null, 1] } }],
    });

  it.each([
    ['bfloat16', { tensor: 'bfloat16', shape: [null, 1] }, /element type bfloat16 at its input "X"/],
    ['complex64', { tensor: 'complex64', shape: [null, 1] }, /element type complex64/],
    ['a map', { map: { key: 'string', value: { tensor: 'float32' } } }, /wants a map at its input "X"/],
    ['a sequence', { sequence: { tensor: 'float32' } }, /wants a sequence at its input "X"/],
    ['an optional', { optional: { tensor: 'float32' } }, /wants an optional value at its input "X"/],
  ] as const)('%s as input', async (_, type, message) => {
    await expect(open(oneInput(type as ModelSpec['inputs'][number]['type']))).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
      message: expect.stringMatching(message) as string,
      hint: expect.stringContaining('Export') as string,
    });
  });

  it('no outputs, an output from nowhere, no operator set', async () => {
    const spec: ModelSpec = { nodes: [], inputs: [tensor('X', 'float32', [1])], outputs: [] };
    await expect(open(writeModel(spec))).rejects.toMatchObject({ code: 'MODEL_INVALID', message: 'model.onnx has no outputs.' });
    await expect(open(writeModel({ ...spec, outputs: [tensor('y', 'float32', [1])] }))).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: 'model.onnx states an output "y" that nothing in it makes.',
    });
    const nodes = [{ op: 'Identity', inputs: ['X'], outputs: ['y'] }];
    await expect(open(writeModel({ ...spec, nodes, outputs: [tensor('y', 'float32', [1])], opsets: {} }))).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: 'model.onnx uses the operator Identity without stating a version of "ai.onnx".',
    });
  });

  it('a file that is not there, a folder of several models, a folder without', async () => {
    await expect(openModel(join(cacheDir, 'none.onnx'), { cacheDir })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(openModel(cacheDir, { cacheDir })).rejects.toMatchObject({ code: 'MODEL_NOT_ONNX' });
    await tiny.saveModel(tiny.regression(), 'a.onnx', cacheDir);
    await tiny.saveModel(tiny.regression(), 'b.onnx', cacheDir);
    await expect(openModel(cacheDir, { cacheDir })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('a table taken for a model', async () => {
    const path = join(cacheDir, 'model.onnx');
    await writeFile(path, 'age,visits\n1,2\n');
    await expect(openModel(path, { cacheDir })).rejects.toMatchObject({
      code: 'MODEL_NOT_ONNX',
      message: expect.stringContaining('model.onnx is not an ONNX model') as string,
    });
  });
});

describe('warnings', () => {
  it('name operators of other domains, unless the file brings them along', async () => {
    const spec: ModelSpec = {
      opsets: { '': 17, 'com.acme': 1 },
      nodes: [{ op: 'MyOp', domain: 'com.acme', inputs: ['X'], outputs: ['y'] }],
      inputs: [tensor('X', 'float32', [null, 1])],
      outputs: [tensor('y', 'float32', [null, 1])],
    };
    const { card } = await open(writeModel(spec));
    expect(card.customDomains).toEqual(['com.acme']);
    expect(card.warnings).toMatchObject([{ code: 'CUSTOM_OPERATORS', message: 'The model uses operators of "com.acme".' }]);
  });

  it('tell that a locale must be installed', async () => {
    const normalizer = (locale: string): Uint8Array =>
      writeModel({
        nodes: [
          {
            op: 'StringNormalizer',
            inputs: ['text'],
            outputs: ['y'],
            attributes: { case_change_action: { string: 'LOWER' }, locale: { string: locale } },
          },
        ],
        inputs: [tensor('text', 'string', [null])],
        outputs: [tensor('y', 'string', [null])],
      });
    expect((await open(normalizer('en_US'))).card.warnings).toMatchObject([{ code: 'NEEDS_LOCALE' }]);
    expect((await open(normalizer('C'))).card.warnings).toEqual([]);
  });
});

it('a repaired model keeps its external data within reach', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-external-'));
  await mkdir(join(folder, 'weights'));
  const weights = Float32Array.from([1, 2]);
  await writeFile(join(folder, 'weights', 'w.bin'), new Uint8Array(weights.buffer));
  const bytes = writeModel({
    nodes: [
      { op: 'MatMul', inputs: ['X', 'W'], outputs: ['y'] },
      { op: 'SequenceConstruct', inputs: ['y', 'y'], outputs: ['parts'] },
    ],
    initializers: [{ name: 'W', type: 'float32', dims: [2, 1], external: { location: 'weights/w.bin', offset: 0, length: 8 } }],
    inputs: [tensor('X', 'float32', [null, 2])],
    outputs: [tensor('y', 'float32', [null, 1]), { name: 'parts', type: { sequence: { tensor: 'float32' } } }],
  });
  const path = await tiny.saveModel(bytes, 'model.onnx', folder);
  const { card, runPath } = await openModel(path, { cacheDir });
  expect(card.externalData).toEqual([{ location: 'weights/w.bin', sizeBytes: 8, found: true }]);
  expect(card.sizeBytes).toBe(bytes.length + 8);
  expect(runPath).toBe(join(cacheDir, card.runSha256, 'model.onnx'));
  expect((await run(runPath, [[3, 4]]))['y']?.data).toEqual([11]);
  await writeFile(join(folder, 'weights', 'w.bin'), new Uint8Array(Float32Array.from([10, 20]).buffer));
  expect((await run((await openModel(path, { cacheDir })).runPath, [[3, 4]]))['y']?.data).toEqual([110]);
});
