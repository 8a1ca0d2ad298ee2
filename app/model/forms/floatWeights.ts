// The weights that a smaller form of a model stores otherwise: single-precision initializers that lie in the file itself.
import type { FileBytes } from '../fileBytes.ts';
import { messageRange, readFields } from '../protobufReader.ts';
import type { ModelFile } from '../readModelFile.ts';
import { readTensorFacts, type TensorFacts } from '../readTensor.ts';

/** Below this many numbers there is nothing to save, and much to lose: biases, scales, the head of a small model. */
export const fewestNumbers = 256;
/** A form is made in memory. */
const mostBytes = 1 << 30;
const withSubgraphs = new Set(['If', 'Loop', 'Scan', 'SequenceMap']);

/** Why no form with other weights can be made of this model, in words; null = one can. */
export function whyNoForm({ irVersion, totals, graph, graphFields }: ModelFile): string | null {
  // Before IR version 4 every initializer had to be an input as well, so that one could feed it.
  if (irVersion < 4) return `its file is of IR version ${irVersion}, which older exporters wrote; export it with a newer one`;
  if (totals.externalTensors.length > 0) return 'it keeps its weights in files beside it; save it as one file';
  if (totals.initializerBytes > mostBytes) return 'its weights take more than 1 GiB';
  if (graphFields.length !== 1 || graph.nodes.length === 0) return 'its graph is written in several pieces; save it again';
  const inner = [...totals.operators.values()].find(({ name, domain }) => domain === '' && withSubgraphs.has(name));
  return inner ? `it has control flow (${inner.name}), where a weight may be used out of sight` : null;
}

export interface Weight extends TensorFacts {
  /** The whole field of the graph: where its tag begins, and its end. */
  fieldStart: number;
  fieldEnd: number;
}

/** Initializers that may be stored otherwise: no caller can feed them, and no output hands them on as they are. */
export function floatWeights(bytes: FileBytes, { graph, graphFields }: ModelFile): Weight[] {
  const fixed = new Set([...graph.inputs, ...graph.outputs].map(({ info }) => info.name));
  const found: Weight[] = [];
  for (const { range } of graphFields) {
    for (const field of readFields(bytes, range)) {
      if (field.number !== 5) continue;
      const tensor = readTensorFacts(bytes, messageRange(bytes, field));
      if (tensor.type !== 'float32' || tensor.elements < fewestNumbers || fixed.has(tensor.name)) continue;
      found.push({ ...tensor, fieldStart: field.fieldStart, fieldEnd: field.end });
    }
  }
  return found;
}

/** The numbers of a single-precision tensor, whichever way they are written. @throws MODEL_INVALID where some are missing */
export function readFloats(bytes: FileBytes, tensor: TensorFacts): Float32Array {
  const values = new Float32Array(tensor.elements);
  let count = 0;
  for (const field of readFields(bytes, tensor.range)) {
    const isRaw = field.number === 9;
    if (!isRaw && field.number !== 4) continue;
    const { start, end } = field.wire === 5 ? field : messageRange(bytes, field);
    const raw = bytes.read(start, end - start);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    for (let at = 0; at + 4 <= raw.byteLength && count < values.length; at += 4) values[count++] = view.getFloat32(at, true);
  }
  if (count < values.length) throw bytes.damaged(`holds ${count} of the ${values.length} numbers of "${tensor.name}"`);
  return values;
}
