import { AppError } from '../base/errors.ts';
import type { TensorType } from '../api/schemas/models.ts';

/** Text elements, dictionary-encoded: transferable between threads, expanded only at the runtime's door. */
export interface TextData {
  codes: Int32Array;
  dictionary: string[];
}

export type NumericData =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/**
 * A tensor as plain data, row-major. float16 travels as Uint16Array (the bits), bool as Uint8Array (0/1),
 * int64/uint64 as their BigInt arrays, string as codes into a dictionary.
 */
export interface TensorData {
  type: TensorType;
  dims: number[];
  data: NumericData | TextData;
}

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

export type NumericTensorType = keyof typeof constructors;

/** Element types the runtime takes and gives; the others end in an error that names the tensor. */
export function isNumericType(type: TensorType): type is NumericTensorType {
  return Object.hasOwn(constructors, type);
}

export function isFloatType(type: TensorType): boolean {
  return type === 'float32' || type === 'float64' || type === 'float16';
}

export function isText(data: TensorData['data']): data is TextData {
  return 'codes' in data;
}

export function createNumericData(type: NumericTensorType, length: number): NumericData {
  return new constructors[type](length);
}

/** Number of elements, whatever the kind of data. */
export function elementCount(tensor: TensorData): number {
  return isText(tensor.data) ? tensor.data.codes.length : tensor.data.length;
}

function rowWidth(tensor: TensorData): number {
  let width = 1;
  for (const dim of tensor.dims.slice(1)) width *= dim;
  return width;
}

/** Rows [from, to) of a tensor whose first dimension is the row. Copies. */
export function sliceRows(tensor: TensorData, from: number, to: number): TensorData {
  const width = rowWidth(tensor);
  const { data } = tensor;
  return {
    type: tensor.type,
    dims: [to - from, ...tensor.dims.slice(1)],
    data: isText(data)
      ? { codes: data.codes.slice(from * width, to * width), dictionary: data.dictionary }
      : data.slice(from * width, to * width),
  };
}

/**
 * A tensor of `rowCount` rows made of the given one: its first rows, or, when it has fewer, all of it and copies
 * of rows chosen by `source` (default: the last row again and again). Used to fill fixed batches and to measure.
 */
export function resizeRows(tensor: TensorData, rowCount: number, source?: (row: number) => number): TensorData {
  const have = tensor.dims[0] ?? 0;
  if (have === 0 && rowCount > 0) throw new RangeError('There is no row to copy.');
  if (rowCount <= have) return sliceRows(tensor, 0, rowCount);
  const width = rowWidth(tensor);
  const pick = source ?? (() => have - 1);
  const copy = <T extends NumericData>(from: T, into: T): T => {
    into.set(from as never, 0);
    for (let row = have; row < rowCount; row++) {
      const at = pick(row);
      into.set(from.subarray(at * width, (at + 1) * width) as never, row * width);
    }
    return into;
  };
  const { data } = tensor;
  const dims = [rowCount, ...tensor.dims.slice(1)];
  if (isText(data)) {
    const codes = copy(data.codes, new Int32Array(rowCount * width));
    return { type: tensor.type, dims, data: { codes, dictionary: data.dictionary } };
  }
  if (!isNumericType(tensor.type)) throw unsupportedType(tensor.type, '');
  return { type: tensor.type, dims, data: copy(data, createNumericData(tensor.type, rowCount * width)) };
}

/** Rows of several tensors of one kind, one after the other. */
export function concatRows(parts: TensorData[]): TensorData {
  const first = parts[0];
  if (!first) throw new RangeError('There is nothing to put together.');
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, part) => sum + (part.dims[0] ?? 0), 0);
  const dims = [rows, ...first.dims.slice(1)];
  const length = parts.reduce((sum, part) => sum + elementCount(part), 0);
  if (isText(first.data)) {
    const codes = new Int32Array(length);
    const dictionary: string[] = [];
    const index = new Map<string, number>();
    let at = 0;
    for (const part of parts) {
      if (!isText(part.data)) throw new TypeError('Text and numbers cannot be put together.');
      const translated = part.data.dictionary.map((text) => {
        let code = index.get(text);
        if (code === undefined) {
          code = dictionary.push(text) - 1;
          index.set(text, code);
        }
        return code;
      });
      for (const code of part.data.codes) codes[at++] = translated[code] ?? -1;
    }
    return { type: first.type, dims, data: { codes, dictionary } };
  }
  if (!isNumericType(first.type)) throw unsupportedType(first.type, '');
  const data = createNumericData(first.type, length);
  let at = 0;
  for (const part of parts) {
    data.set(part.data as never, at);
    at += elementCount(part);
  }
  return { type: first.type, dims, data };
}

export function unsupportedType(type: TensorType, tensor: string): AppError {
  return new AppError('MODEL_UNSUPPORTED', `${tensor ? `"${tensor}" has` : 'A tensor has'} the element type ${type}.`, {
    hint: 'The runtime cannot take or give this type here. Export the model with float32, int64 or string inputs and outputs.',
    ...(tensor ? { where: { tensor } } : {}),
  });
}
