import type { Chunk } from '../data/duckdb.ts';

/** A column of doubles as an array of its own, NULL as NaN. */
export function missingAsNaN(chunk: Chunk, column: number): Float64Array {
  const values = Float64Array.from(chunk.items(column) as ArrayLike<number>);
  const bits = chunk.validity(column);
  if (bits) for (let row = 0; row < chunk.rowCount; row++) if (!isValid(bits, row)) values[row] = NaN;
  return values;
}

/** A column of codes as an array of its own, NULL as -1. */
export function missingAsMinusOne(chunk: Chunk, column: number): Int32Array {
  const codes = Int32Array.from(chunk.items(column) as ArrayLike<number>);
  const bits = chunk.validity(column);
  if (bits) for (let row = 0; row < chunk.rowCount; row++) if (!isValid(bits, row)) codes[row] = -1;
  return codes;
}

function isValid(bits: Uint8Array, row: number): boolean {
  return ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}
