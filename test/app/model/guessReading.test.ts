import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ModelCard, OutputReading } from '../../../app/api/schemas/models.ts';
import { openModel } from '../../../app/model/openModel.ts';
import {
  constant,
  tensor,
  writeModel,
  type Dim,
  type ModelSpec,
  type NodeSpec,
  type TensorSpec,
} from '../../support/onnxWriter.ts';
import * as tiny from '../../support/tinyModels.ts';

async function open(bytes: Uint8Array, labels?: string): Promise<ModelCard> {
  const path = await tiny.saveModel(bytes);
  if (labels !== undefined) await writeFile(join(dirname(path), 'labels.txt'), labels);
  return (await openModel(path, { cacheDir: join(tmpdir(), 'drydock-guess') })).card;
}

/** A model whose nodes lead from `X` [N, 4] to `y` of the shape given. */
function through(
  nodes: NodeSpec[],
  shape: Dim[] | undefined,
  more: { initializers?: TensorSpec[]; name?: string } = {},
): Uint8Array {
  const name = more.name ?? 'y';
  const spec: ModelSpec = {
    nodes,
    inputs: [tensor('X', 'float32', ['N', 4])],
    outputs: [tensor(name, 'float32', shape)],
    initializers: [constant('W3', 'float32', [4, 3], Array(12).fill(0)), ...(more.initializers ?? [])],
  };
  return writeModel(spec);
}

const node = (op: string, inputs: string[], output: string): NodeSpec => ({ op, inputs, outputs: [output] });
const three = ['0', '1', '2'];

const cases: [title: string, bytes: Uint8Array, reading: OutputReading, reason: string][] = [
  [
    'a softmax as probabilities',
    through([node('MatMul', ['X', 'W3'], 'z'), node('Softmax', ['z'], 'y')], ['N', 3]),
    { task: 'multiclass', classes: three, scores: { output: 'y', form: 'probabilities' } },
    'they come out of a Softmax',
  ],
  [
    'a softmax behind Cast and Identity all the same (as TensorFlow names and wraps it)',
    through(
      [node('Softmax', ['X'], 's'), node('Cast', ['s'], 'c'), node('Identity', ['c'], 'StatefulPartitionedCall:0')],
      ['unk__7', 4],
      {
        name: 'StatefulPartitionedCall:0',
      },
    ),
    { task: 'multiclass', classes: ['0', '1', '2', '3'], scores: { output: 'StatefulPartitionedCall:0', form: 'probabilities' } },
    'they come out of a Softmax',
  ],
  [
    'a matrix product of two columns as logits of a binary model',
    through([node('Gemm', ['X', 'W2'], 'y')], ['N', 2], { initializers: [constant('W2', 'float32', [4, 2], Array(8).fill(0))] }),
    { task: 'binary', classes: ['0', '1'], scores: { output: 'y', form: 'logits' } },
    'the last operator is Gemm, without a softmax',
  ],
  [
    'a product and bias of unknown width by the shape of its weights',
    through([node('MatMul', ['X', 'W3'], 'z'), node('Add', ['z', 'b'], 'y')], undefined, {
      initializers: [constant('b', 'float32', [3], [0, 0, 0])],
    }),
    { task: 'multiclass', classes: three, scores: { output: 'y', form: 'logits' } },
    'the last operator is MatMul',
  ],
  [
    'a log-softmax as logits',
    through([node('MatMul', ['X', 'W3'], 'z'), node('LogSoftmax', ['z'], 'y')], ['N', 3]),
    { task: 'multiclass', classes: three, scores: { output: 'y', form: 'logits' } },
    'they come out of a LogSoftmax',
  ],
  [
    'one sigmoid column as the probability of the second class',
    tiny.positiveProbability(),
    { task: 'binary', classes: ['0', '1'], scores: { output: 'output', form: 'positive-probability' } },
    'read as that of the second class',
  ],
  [
    'one column called logit as the score of the second class',
    through([node('ReduceSum', ['X'], 'logit')], ['N', 1], { name: 'logit' }),
    { task: 'binary', classes: ['0', '1'], scores: { output: 'logit', form: 'positive-logit' } },
    'one score per row',
  ],
  [
    'one number per row as a value',
    tiny.regression(),
    { task: 'regression', classes: [], value: { output: 'variable' } },
    'it is one number per row, without a sigmoid',
  ],
  [
    'an activation x · sigmoid(x) before one number as a value, not a probability',
    through([node('Sigmoid', ['X'], 's'), node('Mul', ['X', 's'], 'h'), node('ReduceMean', ['h'], 'y')], ['N', 1]),
    { task: 'regression', classes: [], value: { output: 'y' } },
    'is read as a predicted value',
  ],
  [
    'labels of a LabelEncoder in the order of the columns',
    tiny.perColumn(),
    {
      task: 'binary',
      classes: ['no', 'yes'],
      scores: { output: 'probabilities', form: 'probabilities' },
      label: { output: 'label' },
    },
    'the class labels come from the LabelEncoder node',
  ],
];

describe('the reading is guessed and explained', () => {
  it.each(cases)('%s', async (_, bytes, reading, reason) => {
    const card = await open(bytes);
    expect(card.reading).toEqual(reading);
    expect(card.readingReason).toContain(reason);
  });

  it('two names beside the model make one column the score of a binary model', async () => {
    const card = await open(tiny.regression(), 'bad\ngood\n');
    expect(card.reading).toEqual({
      task: 'binary',
      classes: ['bad', 'good'],
      scores: { output: 'variable', form: 'positive-logit' },
    });
    expect(card.classSource).toBe('labels file');
  });

  it('names beside the model stand in for classes that the file only numbers, unless they are numbers too', async () => {
    const numbered = (labels: string): Promise<ModelCard> => open(tiny.zipMapClassifier({ labels: 'counted' }), labels);
    const card = await numbered('setosa\nversicolor\nvirginica\n');
    expect([card.reading?.classes, card.classSource]).toEqual([['setosa', 'versicolor', 'virginica'], 'labels file']);
    expect(card.readingReason).toContain('only numbers its classes, so their names come from labels.txt');
    expect((await numbered('10\n20\n30\n')).reading?.classes).toEqual(three);
    expect((await numbered('a\nb\n')).reading?.classes).toEqual(three);
    expect((await open(tiny.zipMapClassifier({ labels: 'string' }), 'a\nb\nc\n')).reading?.classes).toEqual([
      'bird',
      'cat',
      'dog',
    ]);
  });

  it('a label without scores needs the names of its classes', async () => {
    const bytes = writeModel({
      nodes: [{ op: 'ArgMax', inputs: ['X'], outputs: ['label'], attributes: { axis: { int: 1 }, keepdims: { int: 0 } } }],
      inputs: [tensor('X', 'float32', ['N', 3])],
      outputs: [tensor('label', 'int64', ['N'])],
    });
    expect((await open(bytes)).reading).toBeNull();
    expect((await open(bytes)).readingReason).toContain('Put a labels.txt');
    expect((await open(bytes, 'a\nb\nc\n')).reading).toEqual({
      task: 'multiclass',
      classes: ['a', 'b', 'c'],
      label: { output: 'label', holds: 'positions' },
    });
    // An ArgMax counts, though the classes are numbers.
    expect((await open(bytes, '3\n2\n1\n')).reading?.label).toEqual({ output: 'label', holds: 'positions' });
  });

  it('a label whose values are not known is left aside where there are scores', async () => {
    const bytes = writeModel({
      nodes: [node('Softmax', ['X'], 'p'), { op: 'LabelEncoder', domain: 'ai.onnx.ml', inputs: ['s'], outputs: ['label'] }],
      inputs: [tensor('X', 'float32', ['N', 2]), tensor('s', 'string', ['N'])],
      outputs: [tensor('p', 'float32', ['N', 2]), tensor('label', 'string', ['N'])],
    });
    const card = await open(bytes);
    expect(card.reading).toEqual({ task: 'binary', classes: ['0', '1'], scores: { output: 'p', form: 'probabilities' } });
    expect(card.readingReason).toContain('"label" looks like a label and is left aside');
  });

  it.each([
    ['images', through([node('Relu', ['X'], 'y')], ['N', 3, 8, 8]), 'not one prediction per row'],
    [
      'several regression targets',
      through([{ op: 'LinearRegressor', domain: 'ai.onnx.ml', inputs: ['X'], outputs: ['y'] }], ['N', 2]),
      'several targets at once are not supported',
    ],
  ])('%s are no reading, and the reason says why', async (_, bytes, reason) => {
    const card = await open(bytes);
    expect(card.reading).toBeNull();
    expect(card.readingReason).toContain(reason);
  });

  it('a graph that loops back on itself ends in no endless walk', async () => {
    const card = await open(
      through([node('Add', ['X', 'b'], 'a'), node('Add', ['a', 'y'], 'y'), node('Identity', ['a'], 'b')], ['N', 1]),
    );
    expect(card.reading?.task).toBe('regression');
  });
});
