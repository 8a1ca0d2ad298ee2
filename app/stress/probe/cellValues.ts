// Cells as a person reads and writes them, and as they travel in columns.
import type { Cell } from '../../api/schemas/common.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import type { Column, ColumnBatch } from '../../base/columns.ts';
import { AppError } from '../../base/errors.ts';

/** The cell of a row: times as ISO 8601, truth values as such, integers beyond 2^53 as text, missing as null. */
export function cellOf(column: Column, row: number, profile: Pick<ColumnProfile, 'type'>): Cell {
  if (column.kind === 'text') {
    const code = column.codes[row] ?? -1;
    return code < 0 ? null : (column.dictionary[code] ?? null);
  }
  if (column.valid?.[row] === 0) return null;
  if (column.kind === 'bigint') {
    const whole = column.values[row] as bigint;
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : String(whole);
  }
  const value = column.values[row] as number;
  if (Number.isNaN(value)) return null;
  if (profile.type === 'datetime') return Math.abs(value) <= 8.64e15 ? new Date(value).toISOString() : String(value);
  if (profile.type === 'boolean') return value !== 0;
  return Number.isFinite(value) ? value : String(value);
}

/** How a column takes cells: what is set in a copy of one row of it. Null = missing. */
export function cellSetter(column: Column, profile: ColumnProfile): (cell: Cell) => number | bigint | string | null {
  const refuse = (cell: Cell, wanted: string): AppError =>
    new AppError('INVALID_INPUT', `"${profile.name}" takes ${wanted}, but got ${JSON.stringify(cell)}.`, {
      hint: 'Write a value of that kind, or leave the cell empty for a missing one.',
      where: { column: profile.name },
    });
  if (column.kind === 'text') return (cell) => (cell === null ? null : String(cell));
  if (column.kind === 'bigint') {
    return (cell) => {
      if (cell === null) return null;
      if (!/^[+-]?\d{1,19}$/.test(String(cell).trim())) throw refuse(cell, 'a whole number');
      return BigInt.asIntN(64, BigInt(String(cell).trim()));
    };
  }
  if (profile.type === 'datetime') {
    return (cell) => {
      if (cell === null) return null;
      const time = typeof cell === 'string' ? Date.parse(withZone(cell.trim())) : NaN;
      if (Number.isNaN(time)) throw refuse(cell, 'a time such as 1996-07-14T12:00:00Z');
      return time;
    };
  }
  if (profile.type === 'boolean') {
    return (cell) => {
      if (cell === null) return null;
      const text = String(cell).trim().toLowerCase();
      if (!['true', 'false', '0', '1'].includes(text)) throw refuse(cell, 'true or false');
      return text === 'true' || text === '1' ? 1 : 0;
    };
  }
  return (cell) => {
    if (cell === null) return null;
    const number = typeof cell === 'string' && cell.trim() !== '' ? Number(cell.trim()) : cell;
    if (typeof number !== 'number' || Number.isNaN(number)) throw refuse(cell, 'a number');
    return column.values instanceof Float32Array ? Math.fround(number) : number;
  };
}

/** Times without a zone are UTC here as everywhere in the program. */
function withZone(text: string): string {
  const hasTime = /\d[T ]\d{1,2}:\d{2}/.test(text);
  return hasTime && !/(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(text) ? `${text.replace(' ', 'T')}Z` : text;
}

/** The only row of `row`, once for each entry of `edits`, with those cells in place of its own. */
export function editedRows(
  row: ColumnBatch,
  profiles: ReadonlyMap<string, ColumnProfile>,
  edits: readonly ReadonlyMap<string, Cell>[],
): ColumnBatch {
  const columns = Object.entries(row.columns).map(([name, column]): [string, Column] => {
    const profile = profiles.get(name);
    const set = profile && cellSetter(column, profile);
    const cells = edits.map((edit) => (set && edit.has(name) ? set(edit.get(name) ?? null) : undefined));
    return [name, repeated(column, cells)];
  });
  return { firstRow: row.firstRow, rowCount: edits.length, columns: Object.fromEntries(columns) };
}

/** Row 0 of the column, cell by cell replaced: null = missing, undefined = as it was. */
function repeated(column: Column, cells: readonly (number | bigint | string | null | undefined)[]): Column {
  const rows = cells.length;
  if (column.kind === 'text') {
    const dictionary = [...column.dictionary];
    const known = new Map(dictionary.map((text, code) => [text, code]));
    const codes = new Int32Array(rows).fill(column.codes[0] ?? -1);
    cells.forEach((cell, row) => {
      if (cell === undefined) return;
      if (cell === null) codes[row] = -1;
      else {
        const text = String(cell);
        const code = known.get(text) ?? dictionary.push(text) - 1;
        known.set(text, code);
        codes[row] = code;
      }
    });
    return { kind: 'text', codes, dictionary };
  }
  const isGiven = column.valid?.[0] !== 0;
  const valid = new Uint8Array(rows).fill(isGiven ? 1 : 0);
  const values =
    column.kind === 'bigint'
      ? new BigInt64Array(rows).fill(column.values[0] ?? 0n)
      : new (column.values instanceof Float32Array ? Float32Array : Float64Array)(rows).fill(column.values[0] ?? NaN);
  cells.forEach((cell, row) => {
    if (cell === undefined) return;
    valid[row] = cell === null ? 0 : 1;
    values[row] = (cell ?? (column.kind === 'bigint' ? 0n : NaN)) as never;
  });
  return { kind: column.kind, values, valid } as Column;
}
