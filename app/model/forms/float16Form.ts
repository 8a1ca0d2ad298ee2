// Weights at half precision: half the file, the same computation. Each weight is stored as float16 and turned back to
// float32 by a Cast, which runtimes fold into a constant when they load the model; so it runs as fast as before, wherever
// Cast does. Unlike a graph that also computes in half precision (onnxconverter_common.float16), nothing can overflow on
// the way, and CPUs, most of which have no such arithmetic, need no detour.
import { toFloat16 } from '../../prepare/float16.ts';
import type { FileBytes } from '../fileBytes.ts';
import { concatBytes } from '../protobufWriter.ts';
import type { ModelFile } from '../readModelFile.ts';
import type { Edit } from '../removeZipMap.ts';
import { floatWeights, readFloats } from './floatWeights.ts';
import { addedFields, inOrder, namesOf, type FormPlan } from './formPlan.ts';
import { elementNumber, nodeField, tensorField } from './graphMessages.ts';

const largestHalf = 65504;
/** Smaller numbers lose digits, and in the end vanish. */
const smallestNormal = 2 ** -14;

/** Whether half precision holds the numbers to three digits: none overflows, and few are so small that digits are lost. */
function fits(values: Float32Array): boolean {
  let lost = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (!(size <= largestHalf)) return false;
    if (size > 0 && size < smallestNormal) lost++;
  }
  return lost <= values.length / 10;
}

function halves(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setUint16(2 * i, toFloat16(values[i] as number), true);
  return bytes;
}

/** Cast took its present form with it. */
export const float16Opset = 6;

/** Null where no weight can be stored so. Needs operator set `float16Opset`, which whoever calls has made sure of. */
export function float16Form(bytes: FileBytes, model: ModelFile): FormPlan | null {
  const fresh = namesOf(model);
  const edits: Edit[] = [];
  const casts: Uint8Array[] = [];
  let numbers = 0;
  for (const weight of floatWeights(bytes, model)) {
    const values = readFloats(bytes, weight);
    if (!fits(values)) continue;
    const stored = fresh(`${weight.name}_float16`);
    const content = tensorField(stored, 'float16', { dims: weight.dims, raw: halves(values) });
    edits.push({ start: weight.fieldStart, end: weight.fieldEnd, content });
    casts.push(nodeField({ op: 'Cast', inputs: [stored], outputs: [weight.name], ints: { to: elementNumber.float32 } }));
    numbers += weight.elements;
  }
  if (casts.length === 0) return null;
  return {
    edits: inOrder([...edits, ...addedFields(model, concatBytes(casts), new Uint8Array(0))]),
    tensors: casts.length,
    numbers,
  };
}
