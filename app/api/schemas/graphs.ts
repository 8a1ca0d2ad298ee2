// The graph of a model, as much of it as a window can draw at once.
import { z } from 'zod';
import { FilePath } from './common.ts';
import { Dimension, TensorType } from './models.ts';

/** One node. `id` is its place among the nodes of the main graph, in file order. */
export const GraphNodeFacts = z.object({
  id: z.number(),
  op: z.string(),
  /** Empty = ai.onnx. */
  domain: z.string(),
  name: z.string(),
  /** Names of tensors; '' stands for an optional input that was left out. Very long lists are cut, see the counts. */
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  inputCount: z.number(),
  outputCount: z.number(),
  /** Values in short: long lists and tensors are told by type, size and first values. */
  attributes: z.array(z.object({ name: z.string(), text: z.string() })),
  /** Graphs inside this node (the branches of an If, the body of a Loop), and the nodes in them. */
  inner: z.object({ graphs: z.number(), nodes: z.number() }),
});
export type GraphNodeFacts = z.infer<typeof GraphNodeFacts>;

/** What the file states of a tensor between nodes. */
export const GraphTensor = z.object({
  name: z.string(),
  kind: z.enum(['input', 'output', 'weights', 'inner']),
  type: TensorType,
  shape: z.array(Dimension).nullable(),
});
export type GraphTensor = z.infer<typeof GraphTensor>;

export const GraphRequest = z.object({
  project: FilePath,
  /** Text in the operator, the name of a node or of one of its tensors. */
  search: z.string().max(200).default(''),
  /** Where the graph has more nodes than the limit: those around this one. Left out: around the first match, or from the inputs on. */
  around: z.number().int().min(0).optional(),
  limit: z.number().int().min(1).max(1000).default(400),
});
export type GraphRequest = z.infer<typeof GraphRequest>;

export const ModelGraph = z.object({
  name: z.string(),
  /** In file order. */
  nodes: z.array(GraphNodeFacts),
  /** Names of the graph's inputs (weights with defaults left out) and outputs. */
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  /** What is known of the tensors of these nodes. */
  tensors: z.array(GraphTensor),
  /** Nodes next to the ones given: which node makes or takes a tensor, where that node is not among `nodes`. */
  beyond: z.array(z.object({ id: z.number(), op: z.string(), name: z.string() })),
  links: z.array(z.object({ tensor: z.string(), from: z.number().nullable(), to: z.array(z.number()) })),
  /** Nodes of the main graph. */
  total: z.number(),
  truncated: z.boolean(),
  /** Nodes in sub-graphs and local functions, which are not drawn. */
  innerNodes: z.number(),
  /** Ids of the nodes that the search finds, in file order, the first thousand. */
  matches: z.array(z.number()),
  matchCount: z.number(),
});
export type ModelGraph = z.infer<typeof ModelGraph>;
