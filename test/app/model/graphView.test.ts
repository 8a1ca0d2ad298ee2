import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GraphNodeFacts, ModelGraph } from '../../../app/api/schemas/graphs.ts';
import { indexGraph, viewGraph } from '../../../app/model/graphView.ts';
import { constant, tensor, writeModel, type NodeSpec } from '../../support/onnxWriter.ts';
import { saveModel } from '../../support/tinyModels.ts';

/** See test/reference/graphs.py: what the `onnx` package says of the same files. */
type Attribute =
  | { value: number | null }
  | { text: string }
  | { tensor: { type: string; dims: number[]; values?: number[] } }
  | { graphs: number; nodes: number }
  | { count: number; first: (number | string)[] };
interface Reference {
  nodes: (Pick<GraphNodeFacts, 'op' | 'domain' | 'name' | 'inputs' | 'outputs'> & { attributes: Record<string, Attribute> })[];
  inputs: string[];
  outputs: string[];
  tensors: Record<string, { type: string; shape: (number | string | null)[] | null }>;
  weights: Record<string, { type: string; shape: number[] }>;
}
const root = join(import.meta.dirname, '../..');
const { models } = JSON.parse(readFileSync(join(root, 'reference/graphs.json'), 'utf8')) as { models: Record<string, Reference> };

const view = async (path: string, question: Partial<Parameters<typeof viewGraph>[1]> = {}): Promise<ModelGraph> =>
  viewGraph(await indexGraph(path), { search: '', limit: 400, ...question });

/** The same words from the reference; numbers as JavaScript writes them. */
function expectedText(attribute: Attribute): string {
  if ('value' in attribute) return attribute.value === null ? 'NaN' : String(attribute.value);
  if ('text' in attribute) return attribute.text === '' ? '""' : attribute.text;
  if ('nodes' in attribute) return `graph of ${String(attribute.nodes)} ${attribute.nodes === 1 ? 'node' : 'nodes'}`;
  if ('tensor' in attribute) {
    const { type, dims, values } = attribute.tensor;
    return `${type} [${dims.join(', ')}]${values ? `: ${values.join(', ')}` : ''}`;
  }
  const first = attribute.first.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
  if (attribute.count <= first.length) return `[${first.join(', ')}]`;
  return `[${first.join(', ')}, …] (${String(attribute.count)} values)`;
}

describe('the graph of a model, beside what the onnx package says of the same file', () => {
  it.each(Object.entries(models))('%s', async (name, reference) => {
    const graph = await view(join(root, `fixtures/models/${name}.onnx`));
    expect(
      graph.nodes.map(({ op, domain, name: called, inputs, outputs }) => ({ op, domain, name: called, inputs, outputs })),
    ).toEqual(
      reference.nodes.map(({ op, domain, name: called, inputs, outputs }) => ({ op, domain, name: called, inputs, outputs })),
    );
    expect(graph.nodes.map(({ attributes }) => new Map(attributes.map((one) => [one.name, one.text])))).toEqual(
      reference.nodes.map(
        ({ attributes }) => new Map(Object.entries(attributes).map(([key, attribute]) => [key, expectedText(attribute)])),
      ),
    );
    const insides = reference.nodes.map(({ attributes }) =>
      Object.values(attributes).reduce<{ graphs: number; nodes: number }>(
        (sum, one) => ('nodes' in one ? { graphs: sum.graphs + one.graphs, nodes: sum.nodes + one.nodes } : sum),
        { graphs: 0, nodes: 0 },
      ),
    );
    expect(graph.nodes.map(({ inner }) => inner)).toEqual(insides);
    expect(graph.innerNodes).toBe(insides.reduce((sum, { nodes }) => sum + nodes, 0));
    expect([graph.inputs, graph.outputs]).toEqual([reference.inputs, reference.outputs]);
    expect(graph).toMatchObject({ total: reference.nodes.length, truncated: false, beyond: [] });

    const known = new Map(graph.tensors.map((one) => [one.name, { type: one.type, shape: one.shape }]));
    const touched = new Set(reference.nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
    const expected = [...Object.entries(reference.tensors), ...Object.entries(reference.weights)].filter(([key]) =>
      touched.has(key),
    );
    expect([...known.keys()].sort()).toEqual(
      [...new Set([...expected.map(([key]) => key), ...unstated(graph, reference)])].sort(),
    );
    for (const [key, facts] of expected) expect(known.get(key), key).toEqual(facts);
  });
});

/** Outputs that are no tensors (a ZipMap's): the reference states tensors alone. */
function unstated(graph: ModelGraph, reference: Reference): string[] {
  return graph.outputs.filter((name) => !Object.hasOwn(reference.tensors, name));
}

/** Blocks with a way around each, one after another. */
function deepModel(blocks: number): Uint8Array {
  const nodes: NodeSpec[] = [];
  let stream = 'x';
  for (let block = 0; block < blocks; block++) {
    const at = (step: string): string => `${step}${String(block)}`;
    nodes.push(
      { op: 'Mul', inputs: [stream, 'w'], outputs: [at('scaled')] },
      { op: 'Relu', inputs: [at('scaled')], outputs: [at('kept')], name: block === 1800 ? 'the one' : '' },
      { op: 'Add', inputs: [at('kept'), stream], outputs: [at('sum')] },
    );
    stream = at('sum');
  }
  return writeModel({
    nodes,
    inputs: [tensor('x', 'float32', [null, 4])],
    outputs: [tensor(stream, 'float32', [null, 4])],
    initializers: [constant('w', 'float32', [4], [1, 2, 3, 4])],
  });
}

describe('the graph of a large model', () => {
  it('is the part after the inputs, in file order, and says how much there is', async () => {
    const graph = await view(await saveModel(deepModel(4000)));
    expect(graph).toMatchObject({ total: 12_000, truncated: true, matchCount: 0, inputs: ['x'], outputs: ['sum3999'] });
    expect(graph.nodes.map(({ id }) => id)).toEqual(Array.from({ length: 400 }, (_, id) => id));
    expect(graph.tensors.find(({ name }) => name === 'w')).toEqual({ name: 'w', kind: 'weights', type: 'float32', shape: [4] });
  });

  it('is the part around the first match of a search, or around the node that is asked for', async () => {
    const path = await saveModel(deepModel(4000));
    const found = await view(path, { search: 'THE ONE', limit: 20 });
    expect(found.matches).toEqual([5401]);
    expect(found.nodes.map(({ id }) => id)).toContain(5401);
    expect(found.nodes).toHaveLength(20);
    const last = await view(path, { search: 'relu', around: 11_999, limit: 5 });
    expect(last.nodes.map(({ id }) => id)).toContain(11_999);
    expect(last).toMatchObject({ matchCount: 4000 });
    expect(last.matches).toHaveLength(1000);
  });

  it('begins with the input of data where weights are listed as inputs too, and gets to what many columns lead to', async () => {
    const columns = Array.from({ length: 900 }, (_, index) => `c${String(index)}`);
    const path = await saveModel(
      writeModel({
        nodes: [
          ...columns.map((name) => ({ op: 'Identity', inputs: [name], outputs: [`${name}_`] })),
          { op: 'Concat', inputs: columns.map((name) => `${name}_`), outputs: ['all'], attributes: { axis: { int: 1 } } },
          { op: 'Relu', inputs: ['all'], outputs: ['y'] },
        ],
        inputs: columns.map((name) => tensor(name, 'float32', [null, 1])),
        outputs: [tensor('y', 'float32', [null, 900])],
        initializers: columns.slice(0, 400).map((name) => constant(name, 'float32', [1, 1], [1])),
      }),
    );
    const { nodes, inputs } = await view(path, { limit: 100 });
    expect(inputs).toHaveLength(500);
    expect(nodes).toHaveLength(100);
    expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining([400, 900, 901]));
  });

  it('names the nodes just beyond the part that is shown', async () => {
    const graph = await view(await saveModel(deepModel(40)), { around: 60, limit: 3 });
    const shown = new Set(graph.nodes.map(({ id }) => id));
    expect(graph.beyond.length).toBeGreaterThan(0);
    expect(graph.beyond.every(({ id, op }) => !shown.has(id) && ['Mul', 'Relu', 'Add'].includes(op))).toBe(true);
    const ends = graph.links.flatMap(({ from, to }) => [...(from === null ? [] : [from]), ...to]);
    expect(new Set(ends)).toEqual(new Set([...shown, ...graph.beyond.map(({ id }) => id)]));
  });
});

it('a tensor, a node and an attribute may be called __proto__ or constructor', async () => {
  const path = await saveModel(
    writeModel({
      nodes: [
        {
          op: 'LeakyRelu',
          inputs: ['__proto__'],
          outputs: ['constructor'],
          name: '__proto__',
          attributes: { alpha: { float: 0.1 } },
        },
      ],
      inputs: [tensor('__proto__', 'float32', [null])],
      outputs: [tensor('constructor', 'float32', [null])],
    }),
  );
  const graph = await view(path, { search: '__proto__' });
  expect(graph.nodes).toEqual([
    {
      id: 0,
      op: 'LeakyRelu',
      domain: '',
      name: '__proto__',
      inputs: ['__proto__'],
      outputs: ['constructor'],
      inputCount: 1,
      outputCount: 1,
      attributes: [{ name: 'alpha', text: '0.1' }],
      inner: { graphs: 0, nodes: 0 },
    },
  ]);
  expect(graph.links).toEqual([
    { tensor: '__proto__', from: null, to: [0] },
    { tensor: 'constructor', from: 0, to: [] },
  ]);
  expect(graph.matches).toEqual([0]);
});

it('an input with an initializer is weights with a default, and values of an optional input that was left out lead nowhere', async () => {
  const path = await saveModel(
    writeModel({
      nodes: [{ op: 'Clip', inputs: ['x', '', 'most'], outputs: ['y'] }],
      inputs: [tensor('x', 'float32', [null]), tensor('most', 'float32', [])],
      outputs: [tensor('y', 'float32', [null])],
      initializers: [constant('most', 'float32', [], [6])],
    }),
  );
  const graph = await view(path);
  expect(graph.inputs).toEqual(['x']);
  expect(graph.nodes[0]?.inputs).toEqual(['x', '', 'most']);
  expect(graph.links.map(({ tensor: name }) => name)).toEqual(['x', 'y']);
});
