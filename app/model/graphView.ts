// The graph of a model as a window shows it: all of a small one, of a large one the neighbourhood of what is looked for.
import type { GraphNodeFacts, GraphTensor, ModelGraph } from '../api/schemas/graphs.ts';
import { throwIfAborted, yieldToEventLoop } from '../base/abort.ts';
import { attributeText } from './attributeText.ts';
import { FileBytes } from './fileBytes.ts';
import { messageRange, readFields } from './protobufReader.ts';
import type { Graph, GraphNode } from './readGraph.ts';
import { readModelFile } from './readModelFile.ts';
import { readValueInfo } from './readValueInfo.ts';

/** The structure of a file, kept to answer several questions about it. Names and places only: no weights. */
export interface GraphIndex {
  path: string;
  graph: Graph;
  innerNodes: number;
  /** The node that makes a tensor. */
  producer: Map<string, number>;
  consumers: Map<string, number[]>;
  /** What a search looks through, one text a node, in lower case. */
  texts: string[];
}

export interface GraphQuestion {
  search: string;
  around?: number | undefined;
  limit: number;
}

const mostMatches = 1000;
/** Of the tensors of one node, and of the nodes that take one tensor and are not shown. */
const mostNames = 500;
const mostBeyond = 20;

/** @throws as reading a model does: NOT_FOUND, MODEL_INVALID, CANCELLED */
export async function indexGraph(path: string, signal?: AbortSignal): Promise<GraphIndex> {
  const bytes = new FileBytes(path);
  try {
    const { graph, totals } = await readModelFile(bytes, signal);
    const producer = new Map<string, number>();
    const consumers = new Map<string, number[]>();
    const texts: string[] = [];
    for (const [id, node] of graph.nodes.entries()) {
      for (const name of node.outputs) if (name !== '') producer.set(name, id);
      for (const name of new Set(node.inputs)) {
        if (name === '') continue;
        const known = consumers.get(name);
        if (known) known.push(id);
        else consumers.set(name, [id]);
      }
      texts.push([node.op, node.domain, node.name, ...node.inputs, ...node.outputs].join('\n').toLowerCase());
      if (id % 5000 === 4999) {
        await yieldToEventLoop();
        throwIfAborted(signal);
      }
    }
    const counted = [...totals.operators.values()].reduce((sum, { count }) => sum + count, 0);
    return { path, graph, innerNodes: counted - graph.nodes.length, producer, consumers, texts };
  } finally {
    bytes.close();
  }
}

/** Nodes next to this one: first what it leads to, then what leads to it (of which one that puts columns together has very many). */
function neighbours(index: GraphIndex, id: number): number[] {
  const node = index.graph.nodes[id];
  if (!node) return [];
  const makers = node.inputs.flatMap((name) => index.producer.get(name) ?? []);
  const takers = node.outputs.flatMap((name) => (name === '' ? [] : (index.consumers.get(name) ?? [])));
  return [...takers, ...makers];
}

/** The nodes nearest to the start, step by step outwards, at most `limit`; in file order. */
function nearest(index: GraphIndex, starts: number[], limit: number): number[] {
  const chosen = new Set<number>();
  let edge = starts;
  // Parts of a graph that hang together with nothing come last.
  for (let next = 0; chosen.size < limit;) {
    const further: number[] = [];
    for (const id of edge) {
      if (chosen.size >= limit) break;
      if (chosen.has(id)) continue;
      chosen.add(id);
      for (const other of neighbours(index, id)) if (!chosen.has(other)) further.push(other);
    }
    if (further.length > 0) edge = further;
    else {
      while (chosen.has(next)) next++;
      if (next >= index.graph.nodes.length) break;
      edge = [next];
    }
  }
  return [...chosen].sort((a, b) => a - b);
}

function shownIds(index: GraphIndex, { around, limit }: GraphQuestion, matches: number[]): number[] {
  const { nodes, inputs, initializers } = index.graph;
  if (nodes.length <= limit) return nodes.map((_, id) => id);
  if (around !== undefined && around < nodes.length) return nearest(index, [around], limit);
  const [first] = matches;
  if (first !== undefined) return nearest(index, [first], limit);
  // Old files list their weights among the inputs.
  const input = inputs.find(({ info }) => !initializers.has(info.name));
  return nearest(index, index.consumers.get(input?.info.name ?? '') ?? [], limit);
}

function nodeFacts(bytes: FileBytes, node: GraphNode, id: number): GraphNodeFacts {
  const inner = { graphs: 0, nodes: 0 };
  const attributes: GraphNodeFacts['attributes'] = [];
  for (const field of readFields(bytes, node.range)) {
    if (field.number !== 5) continue;
    const attribute = attributeText(bytes, messageRange(bytes, field));
    attributes.push({ name: attribute.name, text: attribute.text });
    inner.graphs += attribute.inner.graphs;
    inner.nodes += attribute.inner.nodes;
  }
  return {
    id,
    op: node.op,
    domain: node.domain,
    name: node.name,
    inputs: node.inputs.slice(0, mostNames),
    outputs: node.outputs.slice(0, mostNames),
    inputCount: node.inputs.length,
    outputCount: node.outputs.length,
    attributes,
    inner,
  };
}

/** What the file states of these tensors; those it says nothing of are left out. */
function tensorFacts(bytes: FileBytes, graph: Graph, names: Set<string>): GraphTensor[] {
  const found = new Map<string, GraphTensor>();
  for (const { name, fieldStart, end } of graph.valueInfo) {
    if (!names.has(name)) continue;
    for (const field of readFields(bytes, { start: fieldStart, end })) {
      const { info } = readValueInfo(bytes, field);
      found.set(name, { name, kind: 'inner', type: info.type, shape: info.shape });
    }
  }
  for (const { name, type, dims } of graph.initializers.values()) {
    if (names.has(name)) found.set(name, { name, kind: 'weights', type, shape: dims });
  }
  for (const [kind, values] of [['input', graph.inputs] as const, ['output', graph.outputs] as const]) {
    for (const { info } of values) {
      if (!names.has(info.name) || graph.initializers.has(info.name)) continue;
      found.set(info.name, { name: info.name, kind, type: info.type, shape: info.shape });
    }
  }
  return [...found.values()];
}

/** Between which nodes the tensors of the shown nodes go, and which nodes that are not shown they lead to. */
function linksOf(index: GraphIndex, ids: Set<number>, names: Set<string>): Pick<ModelGraph, 'links' | 'beyond'> {
  const links: ModelGraph['links'] = [];
  const beyond = new Set<number>();
  for (const tensor of names) {
    if (tensor === '' || index.graph.initializers.has(tensor)) continue;
    const from = index.producer.get(tensor) ?? null;
    const takers = index.consumers.get(tensor) ?? [];
    const further = takers.filter((id) => !ids.has(id)).slice(0, mostBeyond);
    if (from !== null && !ids.has(from)) beyond.add(from);
    for (const id of further) beyond.add(id);
    links.push({ tensor, from, to: [...takers.filter((id) => ids.has(id)), ...further] });
  }
  const facts = [...beyond]
    .sort((a, b) => a - b)
    .map((id) => {
      const { op = '', name = '' } = index.graph.nodes[id] ?? {};
      return { id, op, name };
    });
  return { links, beyond: facts };
}

/** The part of the graph that a question asks for. Opens the file again for the attributes of that part alone. */
export function viewGraph(index: GraphIndex, question: GraphQuestion): ModelGraph {
  const { graph } = index;
  const wanted = question.search.trim().toLowerCase();
  const matches = wanted === '' ? [] : index.texts.flatMap((text, id) => (text.includes(wanted) ? [id] : []));
  const ids = shownIds(index, question, matches);
  const bytes = new FileBytes(index.path);
  try {
    const nodes = ids.flatMap((id) => {
      const node = graph.nodes[id];
      return node ? [nodeFacts(bytes, node, id)] : [];
    });
    const names = new Set(nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
    return {
      name: graph.name,
      nodes,
      inputs: graph.inputs.map(({ info }) => info.name).filter((name) => !graph.initializers.has(name)),
      outputs: graph.outputs.map(({ info }) => info.name),
      tensors: tensorFacts(bytes, graph, names),
      ...linksOf(index, new Set(ids), names),
      total: graph.nodes.length,
      truncated: ids.length < graph.nodes.length,
      innerNodes: index.innerNodes,
      matches: matches.slice(0, mostMatches),
      matchCount: matches.length,
    };
  } finally {
    bytes.close();
  }
}
