// Classical models (ai.onnx.ml) hold what they learned in the attributes of their nodes, not in initializers.
import { attributeName } from './readAttributes.ts';
import type { FileBytes } from './fileBytes.ts';
import { messageRange, readFields, type ByteRange, type Field } from './protobufReader.ts';
import { readTensorFacts } from './readTensor.ts';

/** Thresholds, leaf values, coefficients, support vectors, scales: all but structure (feature ids, branches, class ids). */
const learned = new Set([
  'base_values',
  'class_weights',
  'coefficients',
  'imputed_value_floats',
  'intercepts',
  'leaf_weights',
  'nodes_splits',
  'nodes_values',
  'offset',
  'prob_a',
  'prob_b',
  'rho',
  'scale',
  'support_vectors',
  'target_weights',
]);
const tensorSuffix = /_as_tensor$/;

/** A tag of field 7 with a 32-bit value, and the value. */
const floatTag = (7 << 3) | 5;
const floatFieldBytes = 5;

/** How many numbers an attribute of an ai.onnx.ml node holds that were learned, and their bytes. */
export function learnedNumbers(bytes: FileBytes, attribute: Field): { count: number; bytes: number } {
  const range = messageRange(bytes, attribute);
  const none = { count: 0, bytes: 0 };
  if (!learned.has(attributeName(bytes, range).replace(tensorSuffix, ''))) return none;
  for (const field of readFields(bytes, range)) {
    if (field.number === 5) {
      const tensor = readTensorFacts(bytes, messageRange(bytes, field));
      return { count: tensor.elements, bytes: tensor.valueBytes };
    }
    if (field.number !== 7) continue;
    const count =
      field.wire === 2 ? Math.floor((field.end - field.start) / 4) : floatRun(bytes, { start: field.fieldStart, end: range.end });
    return { count, bytes: 4 * count };
  }
  return none;
}

/** Floats written one by one, a field each: millions of them in a large forest, so they are counted without being read. */
function floatRun(bytes: FileBytes, { start, end }: ByteRange): number {
  let count = 0;
  for (let at = start; at + floatFieldBytes <= end && bytes.byte(at) === floatTag; at += floatFieldBytes) count++;
  return count;
}
