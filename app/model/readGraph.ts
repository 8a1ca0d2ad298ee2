// GraphProto: nodes, values and initializers by name and place, weights left in the file.
import { throwIfAborted, yieldToEventLoop } from '../base/abort.ts';
import type { FileBytes } from './fileBytes.ts';
import { learnedNumbers } from './learnedAttributes.ts';
import { messageRange, readFields, readText, type ByteRange, type Field } from './protobufReader.ts';
import { visitAttributeContents } from './readAttributes.ts';
import { readTensorFacts, type TensorFacts } from './readTensor.ts';
import { readValueInfo, type GraphValue } from './readValueInfo.ts';

export interface GraphNode {
  op: string;
  domain: string;
  name: string;
  inputs: string[];
  outputs: string[];
  /** The message; the whole field begins at `fieldStart`. */
  range: ByteRange;
  fieldStart: number;
}

export interface Graph {
  name: string;
  description: string;
  nodes: GraphNode[];
  /** As stated, initializers with defaults among them. */
  inputs: GraphValue[];
  outputs: GraphValue[];
  /** Types of inner values, by place in the file only: there may be very many. */
  valueInfo: { name: string; fieldStart: number; end: number }[];
  initializers: Map<string, TensorFacts>;
}

/** What is counted over the whole file: the graph, its sub-graphs and local functions. */
export interface Totals {
  operators: Map<string, { name: string; domain: string; count: number }>;
  /** Values of initializers and, of ai.onnx.ml nodes, learned numbers in attributes; the bytes of both. */
  parameterCount: number;
  initializerBytes: number;
  externalTensors: TensorFacts[];
}

export function emptyGraph(): Graph {
  return { name: '', description: '', nodes: [], inputs: [], outputs: [], valueInfo: [], initializers: new Map() };
}

export function emptyTotals(): Totals {
  return { operators: new Map(), parameterCount: 0, initializerBytes: 0, externalTensors: [] };
}

const deepestGraph = 50;
const fieldsPerStretch = 2000;

/** `ai.onnx` is the long name of the default domain. */
export function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

function addTensor(totals: Totals, tensor: TensorFacts, isInitializer: boolean): void {
  if (isInitializer) {
    totals.parameterCount += tensor.elements;
    totals.initializerBytes += tensor.valueBytes;
  }
  if (tensor.external) totals.externalTensors.push(tensor);
}

/** Reads a node and counts it, with the nodes of the sub-graphs it holds (branches, loop bodies). */
export function readNode(bytes: FileBytes, field: Field, totals: Totals, depth = 0): GraphNode {
  if (depth > deepestGraph) throw bytes.damaged(`nests graphs too deeply at byte ${field.fieldStart}`);
  const range = messageRange(bytes, field);
  const attributes: Field[] = [];
  const node: GraphNode = { op: '', domain: '', name: '', inputs: [], outputs: [], range, fieldStart: field.fieldStart };
  for (const child of readFields(bytes, range)) {
    if (child.number === 1) node.inputs.push(readText(bytes, child));
    else if (child.number === 2) node.outputs.push(readText(bytes, child));
    else if (child.number === 3) node.name = readText(bytes, child);
    else if (child.number === 4) node.op = readText(bytes, child);
    else if (child.number === 7) node.domain = plainDomain(readText(bytes, child));
    else if (child.number === 5) {
      attributes.push(child);
      visitAttributeContents(bytes, child, {
        graph: (inner) => countSubgraph(bytes, inner, totals, depth + 1),
        tensor: (inner) => addTensor(totals, readTensorFacts(bytes, inner), false),
      });
    }
  }
  if (node.domain === 'ai.onnx.ml') {
    for (const attribute of attributes) {
      const { count, bytes: size } = learnedNumbers(bytes, attribute);
      totals.parameterCount += count;
      totals.initializerBytes += size;
    }
  }
  const key = `${node.domain}/${node.op}`;
  const counted = totals.operators.get(key);
  if (counted) counted.count++;
  else totals.operators.set(key, { name: node.op, domain: node.domain, count: 1 });
  return node;
}

function countSubgraph(bytes: FileBytes, range: ByteRange, totals: Totals, depth: number): void {
  for (const field of readFields(bytes, range)) {
    if (field.number === 1) readNode(bytes, field, totals, depth);
    else if (field.number === 5) addTensor(totals, readTensorFacts(bytes, messageRange(bytes, field)), true);
  }
}

function readName(bytes: FileBytes, field: Field): string {
  for (const child of readFields(bytes, messageRange(bytes, field))) {
    if (child.number === 1) return readText(bytes, child);
  }
  return '';
}

/** A sparse initializer counts with its stored values. */
function readSparse(bytes: FileBytes, field: Field): TensorFacts | null {
  for (const child of readFields(bytes, messageRange(bytes, field))) {
    if (child.number === 1) return readTensorFacts(bytes, messageRange(bytes, child));
  }
  return null;
}

/**
 * Adds the content of `range` to `graph` and `totals`. A file may hold its graph in several pieces
 * (protobuf merges them), so this may be called more than once for one graph.
 */
export async function readGraph(
  bytes: FileBytes,
  range: ByteRange,
  target: { graph: Graph; totals: Totals },
  signal?: AbortSignal,
): Promise<void> {
  const { graph, totals } = target;
  let count = 0;
  for (const field of readFields(bytes, range)) {
    if (++count % fieldsPerStretch === 0) {
      await yieldToEventLoop();
      throwIfAborted(signal);
    }
    if (field.number === 1) graph.nodes.push(readNode(bytes, field, totals));
    else if (field.number === 2) graph.name = readText(bytes, field);
    else if (field.number === 10) graph.description = readText(bytes, field);
    else if (field.number === 11) graph.inputs.push(readValueInfo(bytes, field));
    else if (field.number === 12) graph.outputs.push(readValueInfo(bytes, field));
    else if (field.number === 13) {
      graph.valueInfo.push({ name: readName(bytes, field), fieldStart: field.fieldStart, end: field.end });
    } else if (field.number === 5 || field.number === 15) {
      const tensor = field.number === 5 ? readTensorFacts(bytes, messageRange(bytes, field)) : readSparse(bytes, field);
      if (!tensor) continue;
      graph.initializers.set(tensor.name, tensor);
      addTensor(totals, tensor, true);
    }
  }
}
