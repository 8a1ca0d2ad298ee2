// Ready-made real ONNX models with outputs that a test can compute by hand. All load in onnxruntime.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../app/base/random.ts';
import { constant, tensor, writeModel, type Dim, type NodeSpec, type ModelSpec, type TensorSpec } from './onnxWriter.ts';

/** Writes the bytes as `name` into a fresh temporary folder (or `folder`) and gives the path. */
export async function saveModel(bytes: Uint8Array, name = 'model.onnx', folder?: string): Promise<string> {
  const path = join(folder ?? (await mkdtemp(join(tmpdir(), 'drydock-model-'))), name);
  await writeFile(path, bytes);
  return path;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** 16-bit pattern of a number that float16 holds exactly (small integers and halves). */
export function half(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

/** From `logit` [N,1] to `probabilities` [N,2] and `label` int64 [N] (1 when p > 0.5). */
function binaryTail(): { nodes: NodeSpec[]; initializers: TensorSpec[] } {
  return {
    nodes: [
      { op: 'Sigmoid', inputs: ['logit'], outputs: ['p1'] },
      { op: 'Sub', inputs: ['one', 'p1'], outputs: ['p0'] },
      { op: 'Concat', inputs: ['p0', 'p1'], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
      {
        op: 'ArgMax',
        inputs: ['probabilities'],
        outputs: ['label'],
        attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
      },
    ],
    initializers: [constant('one', 'float32', [1], [1])],
  };
}

export interface LogisticOptions {
  weights: number[];
  bias?: number;
  inputName?: string;
  batch?: Dim;
  metadata?: Record<string, string>;
}

/**
 * One matrix input `X` float32 [N, n]. Outputs: `label` int64 [N] (0/1), `probabilities` float32 [N, 2].
 * Expected: p1 = sigmoid(bias + weights · row), p0 = 1 − p1.
 */
export function logisticRegression(options: LogisticOptions): Uint8Array {
  const { weights, bias = 0, inputName = 'X', batch = 'N' } = options;
  const tail = binaryTail();
  return writeModel({
    nodes: [{ op: 'Gemm', inputs: [inputName, 'W', 'b'], outputs: ['logit'] }, ...tail.nodes],
    initializers: [
      constant('W', 'float32', [weights.length, 1], weights),
      constant('b', 'float32', [1], [bias]),
      ...tail.initializers,
    ],
    inputs: [tensor(inputName, 'float32', [batch, weights.length])],
    outputs: [tensor('label', 'int64', [batch]), tensor('probabilities', 'float32', [batch, 2])],
    ...(options.metadata ? { metadata: options.metadata } : {}),
  });
}

/** The weights of matrixBinary: −1, −0.5, 0, 0.5, 1, −1, ... */
export function matrixWeights(features: number): number[] {
  return Array.from({ length: features }, (_, index) => ((index % 5) - 2) / 2);
}

/** logisticRegression with `matrixWeights(features)` and bias 0. */
export function matrixBinary(features: number): Uint8Array {
  return logisticRegression({ weights: matrixWeights(features) });
}

/**
 * One input per column: `age` float32, `visits` int64, `city` string, each [N, 1].
 * Outputs: `label` string [N] ('no'/'yes'), `probabilities` float32 [N, 2] in the order no, yes.
 * Expected: p(yes) = sigmoid(0.1·(age − 40) + 0.5·visits + c) with c = 1 for berlin, −1 for paris, 0.5 for rome,
 * 0 for any other city.
 */
export function perColumn(): Uint8Array {
  const tail = binaryTail();
  const nodes = tail.nodes.map((node) => (node.op === 'ArgMax' ? { ...node, outputs: ['index'] } : node));
  return writeModel({
    nodes: [
      { op: 'Cast', inputs: ['visits'], outputs: ['visits_float'], attributes: { to: { int: 1 } } },
      {
        op: 'OneHotEncoder',
        domain: 'ai.onnx.ml',
        inputs: ['city'],
        outputs: ['city_cube'],
        attributes: { cats_strings: { strings: ['berlin', 'paris', 'rome'] }, zeros: { int: 1 } },
      },
      { op: 'Reshape', inputs: ['city_cube', 'flat'], outputs: ['city_hot'] },
      { op: 'Concat', inputs: ['age', 'visits_float', 'city_hot'], outputs: ['X'], attributes: { axis: { int: 1 } } },
      { op: 'Gemm', inputs: ['X', 'W', 'b'], outputs: ['logit'] },
      ...nodes,
      {
        op: 'LabelEncoder',
        domain: 'ai.onnx.ml',
        inputs: ['index'],
        outputs: ['label'],
        attributes: { keys_int64s: { ints: [0, 1] }, values_strings: { strings: ['no', 'yes'] } },
      },
    ],
    initializers: [
      constant('flat', 'int64', [2], [-1, 3]),
      constant('W', 'float32', [5, 1], [0.1, 0.5, 1, -1, 0.5]),
      constant('b', 'float32', [1], [-4]),
      ...tail.initializers,
    ],
    inputs: [tensor('age', 'float32', [null, 1]), tensor('visits', 'int64', [null, 1]), tensor('city', 'string', [null, 1])],
    outputs: [tensor('label', 'string', [null]), tensor('probabilities', 'float32', [null, 2])],
  });
}

/**
 * Inputs `f32` float32, `f64` float64, `i32` int32, `i64` int64, `flag` bool, `text` string, each [N, 1].
 * Output `value` float32 [N, 1] = f32 + f64 + i32 + i64 + flag + (1 where text is 'x').
 */
export function everyType(): Uint8Array {
  const cast = (name: string): NodeSpec => ({
    op: 'Cast',
    inputs: [name],
    outputs: [`${name}_float`],
    attributes: { to: { int: 1 } },
  });
  return writeModel({
    nodes: [
      ...['f64', 'i32', 'i64', 'flag', 'text_code'].map(cast),
      {
        op: 'LabelEncoder',
        domain: 'ai.onnx.ml',
        inputs: ['text'],
        outputs: ['text_code'],
        attributes: { keys_strings: { strings: ['x'] }, values_int64s: { ints: [1] }, default_int64: { int: 0 } },
      },
      {
        op: 'Sum',
        inputs: ['f32', 'f64_float', 'i32_float', 'i64_float', 'flag_float', 'text_code_float'],
        outputs: ['value'],
      },
    ].sort((a, b) => Number(a.op !== 'LabelEncoder') - Number(b.op !== 'LabelEncoder')),
    inputs: [
      tensor('f32', 'float32', ['N', 1]),
      tensor('f64', 'float64', ['N', 1]),
      tensor('i32', 'int32', ['N', 1]),
      tensor('i64', 'int64', ['N', 1]),
      tensor('flag', 'bool', ['N', 1]),
      tensor('text', 'string', ['N', 1]),
    ],
    outputs: [tensor('value', 'float32', ['N', 1])],
  });
}

export interface ZipMapOptions {
  labels?: 'string' | 'int' | 'counted';
  /** Of text labels, where they are not to be bird, cat, dog. */
  names?: string[];
  /** Puts an Identity between the ZipMap and the output. */
  behindIdentity?: boolean;
}

/**
 * As skl2onnx writes a three-class LogisticRegression by default: `X` float32 [N, 2] ->
 * `output_label` [N] and `output_probability`, a sequence of maps. Classes: bird, cat, dog (or 3, 5, 9; counted 0, 1, 2).
 * Expected: softmax of [x0, x1, 0].
 */
export function zipMapClassifier(options: ZipMapOptions = {}): Uint8Array {
  const asText = options.labels === undefined || options.labels === 'string';
  const ints = options.labels === 'counted' ? [0, 1, 2] : [3, 5, 9];
  const classes = asText
    ? { classlabels_strings: { strings: options.names ?? ['bird', 'cat', 'dog'] } }
    : { classlabels_int64s: { ints } };
  const linearClasses = asText ? classes : { classlabels_ints: { ints } };
  const zipped = options.behindIdentity ? 'zipped' : 'output_probability';
  return writeModel({
    producer: 'skl2onnx',
    nodes: [
      {
        op: 'LinearClassifier',
        domain: 'ai.onnx.ml',
        inputs: ['X'],
        outputs: ['output_label', 'probabilities'],
        attributes: {
          ...linearClasses,
          coefficients: { floats: [1, 0, 0, 1, 0, 0] },
          intercepts: { floats: [0, 0, 0] },
          post_transform: { string: 'SOFTMAX' },
          multi_class: { int: 1 },
        },
      },
      { op: 'ZipMap', domain: 'ai.onnx.ml', inputs: ['probabilities'], outputs: [zipped], attributes: { ...classes } },
      ...(options.behindIdentity ? [{ op: 'Identity', inputs: ['zipped'], outputs: ['output_probability'] }] : []),
    ],
    inputs: [tensor('X', 'float32', [null, 2])],
    outputs: [
      tensor('output_label', asText ? 'string' : 'int64', [null]),
      {
        name: 'output_probability',
        type: { sequence: { map: { key: asText ? 'string' : 'int64', value: { tensor: 'float32' } } } },
      },
    ],
  });
}

/** `input` float32 [batch, features] -> `logits` float32 [batch, classes] = input · W, W[i][j] = ((i + j) mod 3) − 1. */
export function multiclassLogits(features = 4, classes = 3): Uint8Array {
  const weights = Array.from({ length: features * classes }, (_, at) => ((Math.floor(at / classes) + (at % classes)) % 3) - 1);
  return writeModel({
    producer: 'pytorch',
    nodes: [{ op: 'Gemm', inputs: ['input', 'W'], outputs: ['logits'] }],
    initializers: [constant('W', 'float32', [features, classes], weights)],
    inputs: [tensor('input', 'float32', ['batch', features])],
    outputs: [tensor('logits', 'float32', ['batch', classes])],
  });
}

/** `X` float32 [N, n] -> `variable` float32 [N, 1] = bias + weights · row. */
export function regression(weights: number[] = [1, 2, 3], bias = 0.5): Uint8Array {
  return writeModel({
    nodes: [{ op: 'Gemm', inputs: ['X', 'W', 'b'], outputs: ['variable'] }],
    initializers: [constant('W', 'float32', [weights.length, 1], weights), constant('b', 'float32', [1], [bias])],
    inputs: [tensor('X', 'float32', ['N', weights.length])],
    outputs: [tensor('variable', 'float32', ['N', 1])],
  });
}

/** logisticRegression with weights 1, −1 that takes exactly `batch` rows. */
export function fixedBatch(batch = 4): Uint8Array {
  return logisticRegression({ weights: [1, -1], batch });
}

/** `X` float16 [N, 2] -> `variable` float16 [N, 1] = x0 + 2·x1. */
export function float16(): Uint8Array {
  return writeModel({
    nodes: [{ op: 'MatMul', inputs: ['X', 'W'], outputs: ['variable'] }],
    initializers: [constant('W', 'float16', [2, 1], [half(1), half(2)])],
    inputs: [tensor('X', 'float16', ['N', 2])],
    outputs: [tensor('variable', 'float16', ['N', 1])],
  });
}

/** `X` float32 [N, n] -> `output` float32 [N, 1] = sigmoid(weights · row): one probability column. */
export function positiveProbability(weights: number[] = [1, -1]): Uint8Array {
  return writeModel({
    nodes: [
      { op: 'MatMul', inputs: ['X', 'W'], outputs: ['logit'] },
      { op: 'Sigmoid', inputs: ['logit'], outputs: ['output'] },
    ],
    initializers: [constant('W', 'float32', [weights.length, 1], weights)],
    inputs: [tensor('X', 'float32', ['N', weights.length])],
    outputs: [tensor('output', 'float32', ['N', 1])],
  });
}

/** `text` string [N, 1] -> `same` string [N, 1]. */
export function identityStrings(): Uint8Array {
  return writeModel({
    nodes: [{ op: 'Identity', inputs: ['text'], outputs: ['same'] }],
    inputs: [tensor('text', 'string', ['N', 1])],
    outputs: [tensor('same', 'string', ['N', 1])],
  });
}

/**
 * `X` float32 [N, 1] -> `variable` float32 [N, 1] = [10, 20, 30, 40][X]. A row with X outside of −4..3 makes the
 * whole `run` call fail, which stands for a row that the native code cannot take.
 */
export function failsOutOfRange(): Uint8Array {
  return writeModel({
    nodes: [
      { op: 'Cast', inputs: ['X'], outputs: ['index'], attributes: { to: { int: 7 } } },
      { op: 'Gather', inputs: ['table', 'index'], outputs: ['variable'] },
    ],
    initializers: [constant('table', 'float32', [4], [10, 20, 30, 40])],
    inputs: [tensor('X', 'float32', ['N', 1])],
    outputs: [tensor('variable', 'float32', ['N', 1])],
  });
}

/**
 * Seeded two-layer network, `X` float32 [N, features] -> `label` int64 [N], `probabilities` float32 [N, 2]
 * (ReLU, ReLU, softmax). features·hidden + hidden² + 4·hidden + 2 weights: 20,994 for 32 × 128.
 */
export function mlp(features = 32, hidden = 128, seed = 1): Uint8Array {
  const random = new Random(seed);
  const weights = (rows: number, columns: number): number[] =>
    Array.from({ length: rows * columns }, () => random.normal() * Math.sqrt(2 / rows));
  const layer = (index: number, rows: number, columns: number): TensorSpec[] => [
    constant(`W${index}`, 'float32', [rows, columns], weights(rows, columns)),
    constant(
      `b${index}`,
      'float32',
      [columns],
      weights(columns, 1).map((value) => value / 10),
    ),
  ];
  const spec: ModelSpec = {
    nodes: [
      { op: 'Gemm', inputs: ['X', 'W1', 'b1'], outputs: ['h1'] },
      { op: 'Relu', inputs: ['h1'], outputs: ['a1'] },
      { op: 'Gemm', inputs: ['a1', 'W2', 'b2'], outputs: ['h2'] },
      { op: 'Relu', inputs: ['h2'], outputs: ['a2'] },
      { op: 'Gemm', inputs: ['a2', 'W3', 'b3'], outputs: ['logits'] },
      { op: 'Softmax', inputs: ['logits'], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
      {
        op: 'ArgMax',
        inputs: ['probabilities'],
        outputs: ['label'],
        attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
      },
    ],
    initializers: [...layer(1, features, hidden), ...layer(2, hidden, hidden), ...layer(3, hidden, 2)],
    inputs: [tensor('X', 'float32', ['N', features])],
    outputs: [tensor('label', 'int64', ['N']), tensor('probabilities', 'float32', ['N', 2])],
  };
  return writeModel(spec);
}
