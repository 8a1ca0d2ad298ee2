import type { TensorType } from '../api/schemas/models.ts';

/** TensorProto.DataType numbers of the ONNX specification. */
const byNumber: Record<number, { type: TensorType; name: string }> = {
  1: { type: 'float32', name: 'float32' },
  2: { type: 'uint8', name: 'uint8' },
  3: { type: 'int8', name: 'int8' },
  4: { type: 'uint16', name: 'uint16' },
  5: { type: 'int16', name: 'int16' },
  6: { type: 'int32', name: 'int32' },
  7: { type: 'int64', name: 'int64' },
  8: { type: 'string', name: 'string' },
  9: { type: 'bool', name: 'bool' },
  10: { type: 'float16', name: 'float16' },
  11: { type: 'float64', name: 'float64' },
  12: { type: 'uint32', name: 'uint32' },
  13: { type: 'uint64', name: 'uint64' },
  14: { type: 'complex64', name: 'complex64' },
  15: { type: 'complex128', name: 'complex128' },
  16: { type: 'bfloat16', name: 'bfloat16' },
  17: { type: 'float8', name: 'float8e4m3fn' },
  18: { type: 'float8', name: 'float8e4m3fnuz' },
  19: { type: 'float8', name: 'float8e5m2' },
  20: { type: 'float8', name: 'float8e5m2fnuz' },
  21: { type: 'uint4', name: 'uint4' },
  22: { type: 'int4', name: 'int4' },
  23: { type: 'unknown', name: 'float4e2m1' },
  24: { type: 'float8', name: 'float8e8m0' },
  25: { type: 'unknown', name: 'uint2' },
  26: { type: 'unknown', name: 'int2' },
};

export function elementType(number: number): TensorType {
  return byNumber[number]?.type ?? 'unknown';
}

/** The precise name for messages, e.g. `float8e5m2`. */
export function elementTypeName(number: number): string {
  return byNumber[number]?.name ?? `number ${number}`;
}

/** The lowest DataType number that has this type; 0 (undefined) for 'unknown'. */
export function elementTypeNumber(type: TensorType): number {
  if (type === 'unknown') return 0;
  const found = Object.entries(byNumber).find(([, entry]) => entry.type === type);
  return found ? Number(found[0]) : 0;
}
