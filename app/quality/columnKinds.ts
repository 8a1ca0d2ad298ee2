// Which columns a check can look at, and what they read as in SQL.
import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { isFloat, kindOf, valueSql } from '../data/columnSql.ts';
import { quoteName } from '../data/duckdb.ts';

export function isText({ storage }: Pick<ColumnProfile, 'storage'>): boolean {
  return /^(VARCHAR|ENUM|UUID)/.test(storage);
}

export function isNumber({ storage }: Pick<ColumnProfile, 'storage'>): boolean {
  return kindOf(storage) === 'number';
}

/** A text of few values, as a person would call a category. */
export function isCategory({ type, storage }: Pick<ColumnProfile, 'type' | 'storage'>): boolean {
  return isText({ storage }) && type !== 'text' && type !== 'id';
}

/** The text of a cell, NULL where it is missing. */
export function textSql({ name, storage }: Pick<ColumnProfile, 'name' | 'storage'>): string {
  return storage.startsWith('VARCHAR') ? quoteName(name) : `CAST(${valueSql(name, storage)} AS VARCHAR)`;
}

/** The same value as any other table would write it: whole and broken numbers compare, and so do kinds of times. */
export function comparableSql({ name, storage }: Pick<ColumnProfile, 'name' | 'storage'>): string {
  const kind = kindOf(storage);
  const value = valueSql(name, storage);
  if (kind === 'time') return `CAST(${value} AS TIMESTAMP)`;
  // -0 and 0 are the same number and have other bits.
  if (kind === 'number') return isFloat(storage) ? `(${value} + 0)::DOUBLE` : `CAST(${value} AS DOUBLE)`;
  return `CAST(${value} AS VARCHAR)`;
}

/** One number for all of these columns of a row; equal rows have equal ones (64 bits, so that chance plays no part). */
export function rowHashSql(columns: readonly Pick<ColumnProfile, 'name' | 'storage'>[]): string {
  return `hash(${columns.map(comparableSql).join(', ')})`;
}
