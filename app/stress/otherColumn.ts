import type { Column, TextColumn } from '../base/columns.ts';
import { codesOf } from './dictionaryCodes.ts';

/** The column with the cells of another of its kind where `hit` says so. */
export function withOther(column: Column, other: Column, hit: (row: number) => boolean): Column {
  if (column.kind === 'text') return withOtherTexts(column, other as TextColumn, hit);
  const from = other as typeof column;
  const values = column.values.slice();
  const valid = column.valid || from.valid ? (column.valid?.slice() ?? new Uint8Array(values.length).fill(1)) : null;
  for (let row = 0; row < values.length; row++) {
    if (!hit(row)) continue;
    values[row] = from.values[row] as number;
    if (valid) valid[row] = from.valid?.[row] ?? 1;
  }
  return { kind: column.kind, values, valid } as Column;
}

function withOtherTexts(column: TextColumn, other: TextColumn, hit: (row: number) => boolean): TextColumn {
  const dictionary = [...column.dictionary];
  const known = codesOf(column.dictionary);
  const translated = other.dictionary.map((text) => known.get(text) ?? dictionary.push(text) - 1);
  const codes = column.codes.map((code, row) => {
    if (!hit(row)) return code;
    const from = other.codes[row] as number;
    return from < 0 ? -1 : (translated[from] as number);
  });
  return { kind: 'text', codes, dictionary };
}
