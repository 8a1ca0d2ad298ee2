import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { parseNumber } from '../prepare/parseNumber.ts';

/** What the cells of a column are made of, as `prepare/` meets them. */
export type ColumnKind = 'number' | 'boolean' | 'time' | 'text';

const NUMERIC_STORAGE = /^U?(?:TINY|SMALL|BIG|HUGE)?INT|^INTEGER|^UINTEGER|^FLOAT|^DOUBLE|^REAL|^DECIMAL|^NUMERIC/i;

export function columnKind(column: ColumnProfile): ColumnKind {
  if (column.type === 'datetime') return 'time';
  if (/^BOOL/i.test(column.storage)) return 'boolean';
  if (NUMERIC_STORAGE.test(column.storage)) return 'number';
  return 'text';
}

/** Whether a text column seems to hold numbers: every one of its most frequent texts is one. */
export function looksNumeric(column: ColumnProfile): boolean {
  return column.top.length > 0 && column.top.every(({ value }) => parseNumber(value) !== undefined);
}

/** No cell has a value. */
export function isEmptyColumn(column: ColumnProfile, rows: number): boolean {
  return column.missing >= rows;
}
