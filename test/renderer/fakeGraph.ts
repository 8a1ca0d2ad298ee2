import type { GraphNodeFacts, GraphRequest, ModelGraph } from '../../app/api/schemas/graphs.ts';
import { fakeModel } from './fakeData.ts';

/** Plausible graphs for the page of the model: made up, but of the right shape. */
interface Made {
  nodes: GraphNodeFacts[];
  inputs: string[];
  outputs: string[];
  tensors: ModelGraph['tensors'];
  innerNodes: number;
}

function node(id: number, op: string, inputs: string[], outputs: string[], more: Partial<GraphNodeFacts> = {}): GraphNodeFacts {
  return {
    id,
    op,
    domain: '',
    name: `${op}_${String(id)}`,
    inputs,
    outputs,
    inputCount: inputs.length,
    outputCount: outputs.length,
    attributes: [],
    inner: { graphs: 0, nodes: 0 },
    ...more,
  };
}

/** One encoder an input, put together and classified: the shape of an export of scikit-learn. */
function pipeline(): Made {
  const ml = { domain: 'ai.onnx.ml' };
  const inputs = fakeModel.inputs.map(({ name }) => name);
  const nodes = inputs.map((name, id) =>
    node(id, id === 7 ? 'Scaler' : 'OneHotEncoder', [name], [`encoded_${name}`], {
      ...ml,
      attributes: [{ name: 'cats_strings', text: '["<b>not bold</b>", "B-737", …] (31 values)' }],
    }),
  );
  const at = nodes.length;
  nodes.push(
    node(
      at,
      'Concat',
      nodes.map(({ outputs }) => outputs[0] ?? ''),
      ['features'],
      { attributes: [{ name: 'axis', text: '1' }] },
    ),
    node(at + 1, 'LinearClassifier', ['features'], ['label', 'scores'], {
      ...ml,
      attributes: [
        { name: 'coefficients', text: '[0.5, -0.25, 1.125, …] (1243 values)' },
        { name: 'post_transform', text: 'LOGISTIC' },
      ],
    }),
    node(at + 2, 'Normalizer', ['scores'], ['probabilities'], { ...ml, attributes: [{ name: 'norm', text: 'L1' }] }),
    node(at + 3, 'If', ['label'], ['output_label'], { inner: { graphs: 2, nodes: 5 } }),
  );
  return {
    nodes,
    inputs,
    outputs: ['output_label', 'probabilities'],
    tensors: [
      ...inputs.map((name) => ({ name, kind: 'input' as const, type: 'string' as const, shape: [null, 1] })),
      { name: 'features', kind: 'inner', type: 'float32', shape: ['N', 1243] },
      { name: 'probabilities', kind: 'output', type: 'float32', shape: [null, 2] },
    ],
    innerNodes: 5,
  };
}

/** Blocks with a way around each, one after another: the shape of a deep network. */
function deep(count: number): Made {
  const nodes: GraphNodeFacts[] = [];
  let stream = 'x';
  for (let id = 0; id + 4 <= count; id += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((step) => `t${String(id + step)}`) as [string, string, string, string];
    nodes.push(
      node(id, 'Conv', [stream, `w${String(id)}`], [a]),
      node(id + 1, 'Relu', [a], [b]),
      node(id + 2, 'Conv', [b, `w${String(id + 2)}`], [c]),
      node(id + 3, 'Add', [c, stream], [d]),
    );
    stream = d;
  }
  return { nodes, inputs: ['x'], outputs: [stream], tensors: [], innerNodes: 0 };
}

const graphs = new Map<string, Made>();

export function fakeGraph({ project, search, around, limit }: GraphRequest): ModelGraph {
  const isLarge = project.endsWith('Large');
  const kind = isLarge ? 'deep' : 'pipeline';
  const made = graphs.get(kind) ?? (isLarge ? deep(10_000) : pipeline());
  graphs.set(kind, made);
  const wanted = search.toLowerCase();
  const found = wanted
    ? made.nodes.filter(({ op, name, inputs, outputs }) =>
        [op, name, ...inputs, ...outputs].join('\n').toLowerCase().includes(wanted),
      )
    : [];
  const start = made.nodes.length <= limit ? 0 : Math.max(0, (around ?? found[0]?.id ?? 0) - limit / 2);
  const nodes = made.nodes.slice(start, start + limit);
  const shown = new Set(nodes.map(({ id }) => id));
  const names = new Set(nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
  const links = [...names].flatMap((tensor) => {
    const from = made.nodes.find(({ outputs }) => outputs.includes(tensor))?.id ?? null;
    if (from === null && !made.inputs.includes(tensor)) return [];
    return [{ tensor, from, to: made.nodes.filter(({ inputs }) => inputs.includes(tensor)).map(({ id }) => id) }];
  });
  const beyond = new Set(
    links.flatMap(({ from, to }) => [...(from === null ? [] : [from]), ...to]).filter((id) => !shown.has(id)),
  );
  return {
    name: fakeModel.graphName,
    nodes,
    inputs: made.inputs,
    outputs: made.outputs,
    tensors: made.tensors,
    links,
    beyond: [...beyond].map((id) => ({ id, op: made.nodes[id]?.op ?? '', name: made.nodes[id]?.name ?? '' })),
    total: made.nodes.length,
    truncated: nodes.length < made.nodes.length,
    innerNodes: made.innerNodes,
    matches: found.slice(0, 1000).map(({ id }) => id),
    matchCount: found.length,
  };
}
