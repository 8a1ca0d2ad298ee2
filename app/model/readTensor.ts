// TensorProto: what it is, without its values; and the values of small ones (class labels).
import { elementType } from './elementTypes.ts';
import type { FileBytes } from './fileBytes.ts';
import { messageRange, readFields, readIntegers, readText, signed, type ByteRange, type Field } from './protobufReader.ts';
import type { TensorType } from '../api/schemas/models.ts';

export interface TensorFacts {
  name: string;
  type: TensorType;
  dims: number[];
  elements: number;
  /** Bytes of the values, inside the model file or outside of it. */
  valueBytes: number;
  external: { location: string; offset: number; length: number | null } | null;
  range: ByteRange;
}

const elementBytes: Partial<Record<TensorType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  bool: 1,
  int4: 0.5,
  uint4: 0.5,
  complex64: 8,
  complex128: 16,
  float8: 1,
};

/** float_data, int32_data, string_data, int64_data, raw_data, double_data, uint64_data. */
const valueFields = new Set([4, 5, 6, 7, 9, 10, 11]);

function readEntry(bytes: FileBytes, field: Field): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const child of readFields(bytes, messageRange(bytes, field))) {
    if (child.number === 1) key = readText(bytes, child);
    else if (child.number === 2) value = readText(bytes, child);
  }
  return [key, value];
}

function readSize(bytes: FileBytes, text: string | undefined, what: string): number | null {
  if (text === undefined) return null;
  const size = Number(text);
  if (!Number.isSafeInteger(size) || size < 0) throw bytes.damaged(`states "${text.slice(0, 40)}" as ${what} of external data`);
  return size;
}

/** Reads a tensor without its values: they are stepped over. */
export function readTensorFacts(bytes: FileBytes, range: ByteRange): TensorFacts {
  const dims: number[] = [];
  let name = '';
  let type: TensorType = 'unknown';
  let inside = 0;
  let isExternal = false;
  const entries = new Map<string, string>();
  for (const field of readFields(bytes, range)) {
    if (field.number === 1) {
      for (const dim of readIntegers(bytes, field)) dims.push(Number(dim));
    } else if (field.number === 2) type = elementType(Number(field.value));
    else if (field.number === 8) name = readText(bytes, field);
    else if (field.number === 13) entries.set(...readEntry(bytes, field));
    else if (field.number === 14) isExternal = field.value === 1n;
    else if (valueFields.has(field.number)) inside += field.end - field.start;
  }
  const elements = dims.reduce((product, dim) => product * dim, 1);
  if (!Number.isSafeInteger(elements) || dims.some((dim) => dim < 0)) {
    throw bytes.damaged(`holds a tensor "${name}" of impossible size [${dims.join(', ')}]`);
  }
  const location = entries.get('location') ?? '';
  if (!isExternal) return { name, type, dims, elements, valueBytes: inside, external: null, range };
  const length = readSize(bytes, entries.get('length'), 'the length');
  return {
    name,
    type,
    dims,
    elements,
    valueBytes: length ?? Math.ceil(elements * (elementBytes[type] ?? 0)),
    external: { location, offset: readSize(bytes, entries.get('offset'), 'the offset') ?? 0, length },
    range,
  };
}

const mostLabels = 1_000_000;

/** The values of a small text or integer tensor as texts; null for other types, too many, or values kept outside. */
export function readLabelTensor(bytes: FileBytes, tensor: TensorFacts): string[] | null {
  if (tensor.external || tensor.elements > mostLabels) return null;
  const values: string[] = [];
  const isInteger = tensor.type === 'bool' || tensor.type.includes('int');
  for (const field of readFields(bytes, tensor.range)) {
    if (field.number === 6 && tensor.type === 'string') values.push(readText(bytes, field));
    else if (isInteger && (field.number === 5 || field.number === 7)) {
      for (const value of readIntegers(bytes, field)) values.push(String(value));
    } else if (field.number === 9 && field.end - field.start <= 8 * mostLabels) {
      for (const value of readRawIntegers(bytes.read(field.start, field.end - field.start), tensor.type)) values.push(value);
    }
  }
  return values.length === tensor.elements ? values : null;
}

function readRawIntegers(raw: Uint8Array, type: TensorType): string[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const size = elementBytes[type] ?? 0;
  const read: Partial<Record<TensorType, (at: number) => number | bigint>> = {
    int64: (at) => signed(view.getBigUint64(at, true)),
    int32: (at) => view.getInt32(at, true),
    int16: (at) => view.getInt16(at, true),
    int8: (at) => view.getInt8(at),
    uint8: (at) => view.getUint8(at),
    bool: (at) => view.getUint8(at),
  };
  const reader = read[type];
  if (!reader) return [];
  return Array.from({ length: Math.floor(raw.length / size) }, (_, index) => String(reader(index * size)));
}
