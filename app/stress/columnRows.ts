// Whole columns made of parts, and parts of them.
import type { Column, ColumnBatch } from '../base/columns.ts';

/** Rows of a column, by index; a row may come twice. */
export function takeColumn(column: Column, rows: Int32Array): Column {
  if (column.kind === 'text') {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i] as number] as number;
    return { kind: 'text', codes, dictionary: column.dictionary };
  }
  const { valid } = column;
  let picked: Uint8Array | null = null;
  if (valid) {
    picked = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) picked[i] = valid[rows[i] as number] as number;
  }
  if (column.kind === 'bigint') {
    const values = new BigInt64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] as number] as bigint;
    return { kind: 'bigint', values, valid: picked };
  }
  const values = new (column.values instanceof Float32Array ? Float32Array : Float64Array)(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] as number] as number;
  return { kind: 'number', values, valid: picked };
}

/** Rows of a batch, by index within it. `firstRow` means nothing any more. */
export function takeRows(batch: ColumnBatch, rows: Int32Array): ColumnBatch {
  return {
    firstRow: 0,
    rowCount: rows.length,
    columns: Object.fromEntries(Object.entries(batch.columns).map(([name, column]) => [name, takeColumn(column, rows)])),
  };
}

/** Rows [from, to) as views where that is possible; nothing is copied. */
export function sliceColumn(column: Column, from: number, to: number): Column {
  if (column.kind === 'text') return { ...column, codes: column.codes.subarray(from, to) };
  const valid = column.valid?.subarray(from, to) ?? null;
  return column.kind === 'bigint'
    ? { kind: 'bigint', values: column.values.subarray(from, to), valid }
    : { kind: 'number', values: column.values.subarray(from, to), valid };
}

/** Parts of one column, one after the other. Texts get one dictionary. */
export function joinColumns(parts: readonly Column[]): Column {
  const first = parts[0];
  if (!first) return { kind: 'number', values: new Float64Array(0), valid: null };
  if (parts.length === 1) return first;
  if (first.kind === 'text') return joinTexts(parts as Extract<Column, { kind: 'text' }>[]);
  const rows = parts.reduce((sum, part) => sum + (part as typeof first).values.length, 0);
  const anyMissing = parts.some((part) => (part as typeof first).valid !== null);
  const valid = anyMissing ? new Uint8Array(rows).fill(1) : null;
  const values =
    first.kind === 'bigint'
      ? new BigInt64Array(rows)
      : new (first.values instanceof Float32Array ? Float32Array : Float64Array)(rows);
  let at = 0;
  for (const part of parts as (typeof first)[]) {
    values.set(part.values as never, at);
    if (part.valid) valid?.set(part.valid, at);
    at += part.values.length;
  }
  return { kind: first.kind, values, valid } as Column;
}

function joinTexts(parts: readonly Extract<Column, { kind: 'text' }>[]): Column {
  const codes = new Int32Array(parts.reduce((sum, part) => sum + part.codes.length, 0));
  const dictionary: string[] = [];
  const known = new Map<string, number>();
  let at = 0;
  for (const part of parts) {
    const translated = part.dictionary.map((text) => {
      let code = known.get(text);
      if (code === undefined) {
        code = dictionary.push(text) - 1;
        known.set(text, code);
      }
      return code;
    });
    for (const code of part.codes) codes[at++] = code < 0 ? -1 : (translated[code] as number);
  }
  return { kind: 'text', codes, dictionary };
}

/** Rows of a row-major array of `width` numbers each. */
export function takeDoubles(values: Float64Array, rows: Int32Array, width = 1): Float64Array {
  const taken = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < width; k++) taken[i * width + k] = values[(rows[i] as number) * width + k] as number;
  }
  return taken;
}

export function takeIntegers(values: Int32Array, rows: Int32Array): Int32Array {
  const taken = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i] as number] as number;
  return taken;
}
