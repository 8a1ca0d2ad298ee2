// Protobuf files carry no magic number: they are told apart by which fields they have.
import { isAppError } from '../base/errors.ts';
import type { ModelKind } from './conversions.ts';
import type { FileBytes } from './fileBytes.ts';
import { readFields, type Field } from './protobufReader.ts';

/** Wire types of the fields of ModelProto. */
const onnxFields: Record<number, number> = { 1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2 };
const mostFields = 100_000;

/** The fields of the outermost message; `isWhole` is false when the file ends or goes wrong before its end. */
function outline(bytes: FileBytes): { fields: Field[]; isWhole: boolean } {
  const fields: Field[] = [];
  try {
    for (const field of readFields(bytes, { start: 0, end: bytes.size })) {
      fields.push(field);
      if (fields.length >= mostFields) break;
    }
    return { fields, isWhole: true };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { fields, isWhole: false };
  }
}

/** Whether the content is a protobuf message that begins with a name and an operator, as a TensorFlow node does. */
function isTensorflowNode(bytes: FileBytes, field: Field): boolean {
  try {
    const numbers = [...readFields(bytes, field)].map((child) => child.number);
    return numbers[0] === 1 && numbers[1] === 2 && numbers.every((number) => number <= 7);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}

function isText(bytes: FileBytes, field: Field): boolean {
  const length = Math.min(field.end - field.start, 256);
  return length === 0 || !/[\0-\x08\x0e-\x1f\ufffd]/.test(new TextDecoder().decode(bytes.read(field.start, length)));
}

/** Which protobuf model this is; a truncated ONNX file counts as ONNX. Null when it is none. */
export function identifyProtobuf(bytes: FileBytes): ModelKind | null {
  const { fields, isWhole } = outline(bytes);
  const first = fields[0];
  if (!first) return looksLikeStart(bytes) ? 'onnx' : null;
  const numbers = new Set(fields.map((field) => field.number));
  const looksOnnx = fields.every((field) => onnxFields[field.number] === field.wire);
  if (looksOnnx && numbers.has(7) && (numbers.has(1) || numbers.has(8))) return 'onnx';
  if (first.number === 1 && first.wire === 0 && first.value >= 1n && first.value <= 20n) {
    if (isWhole && [...numbers].some((number) => number >= 200 && number <= 3000)) return 'coreml';
    const second = fields[1];
    if (isWhole && second?.number === 2 && numbers.size === 2 && !isText(bytes, second)) return 'savedModel';
    if (!isWhole && looksOnnx && (!second || isText(bytes, second))) return 'onnx';
  }
  if (first.number === 1 && first.wire === 2 && isTensorflowNode(bytes, first)) return 'frozenGraph';
  return null;
}

/** A file cut off within its first two fields: an IR version, then the text of the producer. */
function looksLikeStart(bytes: FileBytes): boolean {
  return bytes.size === 1 && bytes.byte(0) === 8;
}
