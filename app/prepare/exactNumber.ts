import type { TensorType } from '../api/schemas/models.ts';

/** Safe integers only where the type is wider: beyond 2^53 a JSON number has lost digits already. */
const integers: Partial<Record<TensorType, [number, number]>> = {
  uint8: [0, 0xff],
  uint16: [0, 0xffff],
  uint32: [0, 0xffffffff],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  int32: [-0x80000000, 0x7fffffff],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** Beyond these a number becomes infinite in the type. */
const largest: Partial<Record<TensorType, number>> = { float16: 65504, float32: 3.4028234663852886e38 };

/** The largest finite number of a floating point type. */
export function largestOf(type: TensorType): number {
  return largest[type] ?? Number.MAX_VALUE;
}

export function isIntegerType(type: TensorType): boolean {
  return integers[type] !== undefined;
}

/** The least and the largest number that mean the same in this type; of integers, those between that are whole. */
export function exactRange(type: TensorType): [number, number] {
  return integers[type] ?? [-largestOf(type), largestOf(type)];
}

/** Whether a number that somebody sent means the same in this type: whole and in range, or at least not infinite. */
export function isExactNumber(value: number, type: TensorType): boolean {
  const range = integers[type];
  if (range) return Number.isInteger(value) && value >= range[0] && value <= range[1];
  return Math.abs(value) <= largestOf(type);
}

/** In words: the numbers that isExactNumber takes. */
export function takenNumbers(type: TensorType): string {
  const [least, most] = exactRange(type);
  return `${isIntegerType(type) ? 'whole ' : ''}numbers from ${least} to ${most}`;
}
