// ValueInfoProto: name, kind, element type and shape of an input, output or inner value.
import type { TensorInfo } from '../api/schemas/models.ts';
import { elementType, elementTypeName } from './elementTypes.ts';
import type { FileBytes } from './fileBytes.ts';
import { messageRange, readFields, readText, signed, type ByteRange, type Field } from './protobufReader.ts';

export interface GraphValue {
  info: TensorInfo;
  /** The precise name of the element type for messages, e.g. `bfloat16`, `float8e5m2`. */
  typeName: string;
  /** The whole field in the file, its tag included. */
  fieldStart: number;
  end: number;
}

type ReadType = Omit<TensorInfo, 'name'> & { typeName: string };

const kinds: Record<number, TensorInfo['kind']> = { 1: 'tensor', 4: 'sequence', 5: 'map', 8: 'sparse', 9: 'optional' };
const deepestType = 16;

function readShape(bytes: FileBytes, range: ByteRange): (number | string | null)[] {
  const shape: (number | string | null)[] = [];
  for (const dimension of readFields(bytes, range)) {
    if (dimension.number !== 1) continue;
    let size: number | string | null = null;
    for (const field of readFields(bytes, messageRange(bytes, dimension))) {
      if (field.number === 1 && field.wire === 0) {
        const stated = Number(signed(field.value));
        // Some exporters write −1 for "any".
        size = stated >= 0 ? stated : null;
      } else if (field.number === 2) {
        size = readText(bytes, field) || null;
      }
    }
    shape.push(size);
  }
  return shape;
}

function readTensorType(bytes: FileBytes, range: ByteRange, kind: TensorInfo['kind']): ReadType {
  let number = 0;
  let shape: TensorInfo['shape'] = null;
  for (const field of readFields(bytes, range)) {
    if (field.number === 1 && field.wire === 0) number = Number(field.value);
    else if (field.number === 2) shape = readShape(bytes, messageRange(bytes, field));
  }
  return { kind, type: elementType(number), shape, typeName: elementTypeName(number) };
}

/** The innermost tensor type of a sequence, map or optional, for display. */
function readInnerType(bytes: FileBytes, range: ByteRange, depth: number): ReadType {
  if (depth > deepestType) throw bytes.damaged(`nests types too deeply at byte ${range.start}`);
  for (const field of readFields(bytes, range)) {
    const kind = kinds[field.number];
    if (!kind) continue;
    const inner = messageRange(bytes, field);
    if (kind === 'tensor' || kind === 'sparse') return readTensorType(bytes, inner, kind);
    // sequence and optional: elem_type = 1; map: value_type = 2.
    const wanted = kind === 'map' ? 2 : 1;
    for (const child of readFields(bytes, inner)) {
      if (child.number === wanted && child.wire === 2) {
        return { ...readInnerType(bytes, { start: child.start, end: child.end }, depth + 1), kind, shape: null };
      }
    }
    return { kind, type: 'unknown', shape: null, typeName: 'unknown' };
  }
  return { kind: 'tensor', type: 'unknown', shape: null, typeName: 'unknown' };
}

export function readValueInfo(bytes: FileBytes, field: Field): GraphValue {
  let name = '';
  let type: ReadType = { kind: 'tensor', type: 'unknown', shape: null, typeName: 'unknown' };
  for (const child of readFields(bytes, messageRange(bytes, field))) {
    if (child.number === 1) name = readText(bytes, child);
    else if (child.number === 2) type = readInnerType(bytes, messageRange(bytes, child), 0);
  }
  const { typeName, ...rest } = type;
  return { info: { name, ...rest }, typeName, fieldStart: field.fieldStart, end: field.end };
}
