/**
 * Rows travel as columns of typed arrays, never as one object per row.
 * These are plain data: they can be transferred between threads.
 */

/** Numbers, booleans (0/1) and times (milliseconds since 1970, UTC). Missing = `valid[i] === 0`. */
export interface NumberColumn {
  kind: 'number';
  values: Float64Array | Float32Array;
  /** One byte a row, 1 = present. Null when nothing is missing. */
  valid: Uint8Array | null;
}

/** Integers beyond 2^53 are kept exactly. */
export interface BigintColumn {
  kind: 'bigint';
  values: BigInt64Array;
  valid: Uint8Array | null;
}

/** Text, dictionary-encoded within the batch. Missing = code -1. */
export interface TextColumn {
  kind: 'text';
  codes: Int32Array;
  dictionary: string[];
}

export type Column = NumberColumn | BigintColumn | TextColumn;

/** Consecutive rows of a table. `firstRow` is the 0-based index of row 0 in the whole dataset. */
export interface ColumnBatch {
  firstRow: number;
  rowCount: number;
  columns: Record<string, Column>;
}
