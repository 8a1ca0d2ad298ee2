import type { TensorType } from '../../../app/api/schemas/models.ts';
import { AppError } from '../../../app/base/errors.ts';

const integerRange: Partial<Record<TensorType, [number, number]>> = {
  uint8: [0, 0xff],
  uint16: [0, 0xffff],
  uint32: [0, 0xffffffff],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  int32: [-0x80000000, 0x7fffffff],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};
const largest: Partial<Record<TensorType, number>> = {
  float16: 65504,
  float32: 3.4028234663852886e38,
  float64: Number.MAX_VALUE,
};

function fits(value: number, type: TensorType): boolean {
  const range = integerRange[type];
  if (range) return Number.isInteger(value) && value >= range[0] && value <= range[1];
  return Math.abs(value) <= (largest[type] ?? Infinity);
}

/**
 * JSON elements, flat or one array a row, without a copy of what is flat. Numbers that the type cannot hold are refused
 * here, where element and value can be named; integers above 2^53 have lost digits in JSON already.
 */
export function checkElements(input: { name: string; type: TensorType; rank: number; width: number }, data: unknown): unknown[] {
  const refuse = (message: string, hint: string): AppError =>
    new AppError('INVALID_INPUT', `Input "${input.name}": ${message}`, { hint, where: { tensor: input.name } });
  if (!Array.isArray(data)) throw refuse('there is no "data" array.', 'Send "data", or "parameters.binary_data_size".');
  const items = data as unknown[];
  const nested = items.some(Array.isArray);
  if (nested && input.rank === 1) throw refuse('"data" is nested deeper than the shape.', 'Send a flat array.');
  for (const item of nested ? items : []) {
    if (!Array.isArray(item) || item.length !== input.width || item.some(Array.isArray)) {
      throw refuse(`every row of "data" must be an array of ${input.width} elements.`, 'Send it flat, or one array a row.');
    }
  }
  const flat = nested ? items.flat() : items;
  for (const [index, value] of flat.entries()) {
    if (typeof value !== 'number' || fits(value, input.type)) continue;
    throw refuse(
      `element ${index} is ${value}, which ${input.type} cannot hold exactly enough.`,
      'Send null where a value is missing; send integers above 2^53 with the binary tensor extension.',
    );
  }
  return flat;
}
