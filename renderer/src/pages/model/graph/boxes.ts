import type { GraphNodeFacts, ModelGraph } from '../../../../../app/api/schemas/graphs';

/** What a node does at a glance; the colour of its edge. The name of the operator says it in words. */
export type NodeGroup = 'matrix' | 'activation' | 'shape' | 'learned' | 'pooling' | 'control' | 'other';

export interface GraphBox {
  /** "n12" for a node, "in:NAME" and "out:NAME" for the ends of the graph. */
  key: string;
  /** Null for the ends of the graph. */
  node: GraphNodeFacts | null;
  title: string;
  subtitle: string;
  group: NodeGroup;
  width: number;
  height: number;
  /** It hangs together with nodes that are not drawn. */
  leadsOn: boolean;
}

export interface GraphEdge {
  from: string;
  to: string;
}

const groups: [NodeGroup, RegExp][] = [
  ['control', /^(If|Loop|Scan|SequenceMap)$/],
  ['matrix', /(Conv|Gemm|MatMul|Linear|Einsum|LSTM|GRU|RNN|Attention)/],
  ['activation', /(Relu|Sigmoid|Tanh|Softmax|Softplus|Elu|Gelu|Erf|Clip|Swish|HardSwish|Mish)/],
  ['pooling', /(Pool|Normaliz|Dropout|LRN)/],
  [
    'shape',
    /^(Reshape|Transpose|Concat|Split|Slice|Gather.*|Squeeze|Unsqueeze|Flatten|Expand|Tile|Pad|Shape|Cast|CastLike|Identity|Resize)$/,
  ],
];

const longestText = 26;

/** A long name keeps its end, which is where names made by exporters differ. */
export function shortName(name: string): string {
  return name.length > longestText ? `…${name.slice(1 - longestText)}` : name;
}

export const nodeKey = (id: number): string => `n${String(id)}`;

function groupOf({ op, domain }: GraphNodeFacts): NodeGroup {
  const found = groups.find(([, names]) => names.test(op))?.[0];
  return found ?? (domain === 'ai.onnx.ml' ? 'learned' : 'other');
}

function box(fields: Omit<GraphBox, 'width' | 'height'>): GraphBox {
  const letters = Math.max(fields.title.length * 7.6, fields.subtitle.length * 6.3);
  return { ...fields, width: Math.min(212, Math.max(84, letters + 28)), height: fields.subtitle === '' ? 30 : 44 };
}

/** What is drawn of a graph: its nodes, the inputs and outputs they have to do with, and what goes where. */
export function graphBoxes(graph: ModelGraph): { boxes: GraphBox[]; edges: GraphEdge[] } {
  const drawn = new Set(graph.nodes.map(({ id }) => id));
  const inputs = new Set(graph.inputs);
  const outputs = new Set(graph.outputs);
  const open = new Set<number>();
  const edges = new Map<string, GraphEdge>();
  const ends = new Map<string, GraphBox>();
  const connect = (from: string, to: string): void => void edges.set(`${from}\n${to}`, { from, to });
  const end = (kind: 'in' | 'out', tensor: string): string => {
    const key = `${kind}:${tensor}`;
    const subtitle = kind === 'in' ? 'input' : 'output';
    if (!ends.has(key))
      ends.set(key, box({ key, node: null, title: shortName(tensor), subtitle, group: 'other', leadsOn: false }));
    return key;
  };
  for (const { tensor, from, to } of graph.links) {
    const source = from === null ? (inputs.has(tensor) ? end('in', tensor) : null) : drawn.has(from) ? nodeKey(from) : null;
    for (const id of to) {
      if (!drawn.has(id)) {
        if (from !== null) open.add(from);
      } else if (source !== null) connect(source, nodeKey(id));
      else open.add(id);
    }
    if (source !== null && outputs.has(tensor)) connect(source, end('out', tensor));
  }
  const boxes = graph.nodes.map((node) =>
    box({
      key: nodeKey(node.id),
      node,
      title: shortName(node.op),
      subtitle: node.inner.graphs > 0 ? `${String(node.inner.nodes)} nodes inside` : shortName(node.name),
      group: groupOf(node),
      leadsOn: open.has(node.id),
    }),
  );
  return { boxes: [...boxes, ...ends.values()], edges: [...edges.values()] };
}
