// onnxruntime-node and most servers can return tensors only. A ZipMap turns a perfectly good tensor of
// probabilities into a sequence of dictionaries, so it is replaced by a node that hands the tensor on under
// the same output name: nothing is computed differently.
import type { TensorInfo } from '../api/schemas/models.ts';
import type { FileBytes } from './fileBytes.ts';
import { bytesField, messageField, varintField } from './protobufWriter.ts';
import type { Graph, GraphNode } from './readGraph.ts';
import type { ModelFile } from './readModelFile.ts';
import { classLabels } from './traceOutput.ts';

/** Replaces the bytes `start`..`end` of the file, which lie inside one piece of the graph. */
export interface Edit {
  start: number;
  end: number;
  content: Uint8Array;
}

export interface Repair {
  kind: 'zipmap' | 'dropped-output';
  message: string;
}

export interface RepairPlan {
  edits: Edit[];
  /** Bytes to append to the file: fields of ModelProto. */
  appended: Uint8Array;
  repairs: Repair[];
  /** The outputs after the edits. */
  outputs: TensorInfo[];
}

const float32 = 1;
const attributeTypeInt = 2;
/** Imported where a model of tree operators alone has no default domain. */
const addedOpset = 9;

function tensorOutput(info: TensorInfo): Uint8Array {
  const dims = (info.shape ?? []).map((dim) => {
    if (typeof dim === 'number') return messageField(1, varintField(1, dim));
    return dim === null ? messageField(1) : messageField(1, bytesField(2, dim));
  });
  const type = messageField(1, varintField(1, float32), messageField(2, ...dims));
  return messageField(12, bytesField(1, info.name), bytesField(2, type));
}

/**
 * A Cast to float32 hands a float32 tensor on as it is. Exports of double pipelines feed float64 to their ZipMap,
 * which no runtime takes; with the Cast they run. Before operator set 6 Cast was written differently, and Identity does.
 */
function replacementNode(zipMap: GraphNode, opset: number): Uint8Array {
  const to = messageField(5, bytesField(1, 'to'), varintField(3, float32), varintField(20, attributeTypeInt));
  return messageField(
    1,
    bytesField(1, zipMap.inputs[0] ?? ''),
    bytesField(2, zipMap.outputs[0] ?? ''),
    ...(zipMap.name === '' ? [] : [bytesField(3, zipMap.name)]),
    bytesField(4, opset >= 6 ? 'Cast' : 'Identity'),
    ...(opset >= 6 ? [to] : []),
  );
}

/** The values that carry the ZipMap's content on: its output and what Identity nodes make of it; null when anything else uses it. */
function valuesBehind(graph: Graph, zipMap: GraphNode): Set<string> | null {
  const carried = new Set([zipMap.outputs[0] ?? '']);
  let grew = true;
  while (grew) {
    grew = false;
    for (const node of graph.nodes) {
      if (!node.inputs.some((input) => carried.has(input))) continue;
      const output = node.outputs[0];
      if (node.op !== 'Identity' || output === undefined) return null;
      if (carried.has(output)) continue;
      carried.add(output);
      grew = true;
    }
  }
  return carried;
}

/** The name or size of the rows of the outputs: as the inputs state it. */
function batchDimension(graph: Graph): number | string | null {
  for (const { info } of graph.inputs) {
    if (!graph.initializers.has(info.name) && info.kind === 'tensor' && info.shape && info.shape.length > 0) {
      return info.shape[0] ?? null;
    }
  }
  return null;
}

function zipMapPlans(bytes: FileBytes, graph: Graph): { node: GraphNode; carried: Set<string>; classes: string[] }[] {
  return graph.nodes
    .filter((node) => node.op === 'ZipMap')
    .flatMap((node) => {
      const carried = node.inputs[0] && node.outputs[0] ? valuesBehind(graph, node) : null;
      const classes = classLabels(bytes, node);
      return carried && classes ? [{ node, carried, classes }] : [];
    });
}

function fieldEdit(value: { fieldStart: number; end: number }, content: Uint8Array): Edit {
  return { start: value.fieldStart, end: value.end, content };
}

const nothing = new Uint8Array(0);

/**
 * Plans the smallest set of edits after which every output is a tensor: ZipMaps that end in an output give
 * their tensor [N, K] instead; other outputs that are no tensors are dropped, unless none would remain.
 * Null when there is nothing to repair.
 */
export function planRepair(bytes: FileBytes, model: ModelFile): RepairPlan | null {
  const { graph } = model;
  if (graph.outputs.every(({ info }) => info.kind === 'tensor')) return null;
  const edits: Edit[] = [];
  const repairs: Repair[] = [];
  const retyped = new Map<string, string[]>();
  const stated = model.opsets.find(({ domain }) => domain === '')?.version;
  for (const { node, carried, classes } of zipMapPlans(bytes, graph)) {
    edits.push({ start: node.fieldStart, end: node.range.end, content: replacementNode(node, stated ?? addedOpset) });
    for (const name of carried) retyped.set(name, classes);
  }
  const keptTensors = graph.outputs.some(({ info }) => info.kind === 'tensor' || retyped.has(info.name));
  const outputs: TensorInfo[] = [];
  for (const output of graph.outputs) {
    const { info } = output;
    const classes = retyped.get(info.name);
    if (classes) {
      const shape = [batchDimension(graph), classes.length];
      const tensor: TensorInfo = { name: info.name, kind: 'tensor', type: 'float32', shape };
      edits.push(fieldEdit(output, tensorOutput(tensor)));
      outputs.push(tensor);
      repairs.push({
        kind: 'zipmap',
        message: `Output "${info.name}" was a list of dictionaries (ZipMap). It is now a table of ${classes.length} columns, one for each class; the numbers are the same.`,
      });
    } else if (info.kind !== 'tensor' && keptTensors) {
      edits.push(fieldEdit(output, nothing));
      repairs.push({
        kind: 'dropped-output',
        message: `Output "${info.name}" is a ${info.kind}, which the runtime cannot return. It was left out; the other outputs are unchanged.`,
      });
    } else {
      outputs.push(info);
    }
  }
  if (repairs.length === 0) return null;
  for (const value of graph.valueInfo) if (retyped.has(value.name)) edits.push(fieldEdit(value, nothing));
  const needsDomain = retyped.size > 0 && stated === undefined;
  const appended = needsDomain ? messageField(8, bytesField(1, ''), varintField(2, addedOpset)) : nothing;
  return { edits: edits.sort((a, b) => a.start - b.start), appended, repairs, outputs };
}
