// Changes of cells; the given column stays as it is, and so does its kind: what comes out is what its file could hold.
import type { BigintColumn, Column, NumberColumn, TextColumn } from '../base/columns.ts';
import { codesOf } from './dictionaryCodes.ts';

/** The column with the cells missing for which `hit` says so: NaN (0 for bigint) and marked. */
export function withMissing(column: Column, hit: (row: number) => boolean): Column {
  if (column.kind === 'text') {
    const codes = column.codes.slice();
    for (let row = 0; row < codes.length; row++) if (hit(row)) codes[row] = -1;
    return { ...column, codes };
  }
  const rows = column.values.length;
  const valid = column.valid?.slice() ?? new Uint8Array(rows).fill(1);
  const values = column.values.slice();
  for (let row = 0; row < rows; row++) {
    if (!hit(row)) continue;
    valid[row] = 0;
    values[row] = column.kind === 'bigint' ? 0n : NaN;
  }
  return { kind: column.kind, values, valid } as Column;
}

type NumberChange = (value: number, row: number) => number | undefined;

/**
 * The column with other numbers where `change` gives one (undefined = as it was); missing cells stay missing.
 * Numbers that the column cannot hold become the nearest ones it can: whole for integers, within the range of 64 bits for
 * bigint, finite for 32-bit floats. Bigint cells that are not changed keep every digit.
 * @param whole the column holds integers, so that what is changed is rounded
 */
export function withNumbers(column: Column, change: NumberChange, whole = false): Column {
  if (column.kind === 'text') return column;
  if (column.kind === 'bigint') return withBigints(column, change);
  return withFloats(column, whole ? (value, row) => rounded(change(value, row)) : change);
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value) + 0;
}

function withFloats(column: NumberColumn, change: NumberChange): NumberColumn {
  const values = column.values.slice();
  const { valid } = column;
  const largest = values instanceof Float32Array ? 3.4028234663852886e38 : Number.MAX_VALUE;
  for (let row = 0; row < values.length; row++) {
    if (valid !== null && valid[row] === 0) continue;
    const value = values[row] as number;
    if (value !== value) continue;
    const changed = change(value, row);
    if (changed === undefined) continue;
    values[row] = Math.abs(changed) > largest && Number.isFinite(value) ? Math.sign(changed) * largest : changed;
  }
  return { kind: 'number', values, valid };
}

/** By the two 32-bit halves (little-endian, as every platform of the runtime), so that no BigInt is made per cell. */
function withBigints(column: BigintColumn, change: NumberChange): BigintColumn {
  const values = column.values.slice();
  const low = new Uint32Array(values.buffer);
  const high = new Int32Array(values.buffer);
  const { valid } = column;
  for (let row = 0; row < values.length; row++) {
    if (valid !== null && valid[row] === 0) continue;
    const changed = change((high[2 * row + 1] as number) * 4294967296 + (low[2 * row] as number), row);
    if (changed === undefined) continue;
    // The largest double below 2^63; beyond it a double has no integer of the type.
    const kept = Math.round(Math.min(9223372036854774784, Math.max(-9223372036854775808, changed)));
    const upper = Math.floor(kept / 4294967296);
    low[2 * row] = kept - upper * 4294967296;
    high[2 * row + 1] = upper;
  }
  return { kind: 'bigint', values, valid };
}

type TextAnswer = string | null | undefined;

/** The column with other texts where `change` gives one (null = missing, undefined = as it was); missing cells stay missing. */
export function withTexts(column: Column, change: (text: string, row: number) => TextAnswer): Column {
  if (column.kind !== 'text') return column;
  const codes = column.codes.slice();
  const { dictionary, codeOf } = growing(column.dictionary);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    const changed = change(dictionary[code] as string, row);
    if (changed !== undefined) codes[row] = changed === null ? -1 : codeOf(changed);
  }
  return { kind: 'text', codes, dictionary };
}

export interface TextChanges {
  /** The cells to change. */
  hit: (row: number) => boolean;
  /** Different changes of one text: how many there are, and which one a cell gets (0-based). Left out = one. */
  variants?: { count: number; of: (row: number) => number } | undefined;
  change: (text: string, variant: number) => string;
}

/** As withTexts, where the change depends on the text and its variant alone: each distinct text is changed once a variant. */
export function withChangedTexts(column: TextColumn, { hit, variants, change }: TextChanges): TextColumn {
  const codes = column.codes.slice();
  const { dictionary, codeOf } = growing(column.dictionary);
  const count = variants?.count ?? 1;
  const changed = new Int32Array(dictionary.length * count).fill(-1);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0 || !hit(row)) continue;
    const variant = variants?.of(row) ?? 0;
    const at = code * count + variant;
    let to = changed[at] as number;
    if (to < 0) changed[at] = to = codeOf(change(dictionary[code] as string, variant));
    codes[row] = to;
  }
  return { kind: 'text', codes, dictionary };
}

/** A copy of a dictionary that takes new texts; each text comes once. */
function growing(original: readonly string[]): { dictionary: string[]; codeOf: (text: string) => number } {
  const dictionary = [...original];
  const known = codesOf(original);
  const added = new Map<string, number>();
  const codeOf = (text: string): number => {
    let code = known.get(text) ?? added.get(text);
    if (code === undefined) {
      code = dictionary.push(text) - 1;
      added.set(text, code);
    }
    return code;
  };
  return { dictionary, codeOf };
}
