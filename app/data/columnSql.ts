// What the profile of a column is made of, as SQL.
import { quoteName } from './duckdb.ts';

export type Kind = 'number' | 'time' | 'boolean' | 'text';

export interface ProfileSource {
  paths: readonly string[];
  columns: readonly { name: string; storage: string; timeFormat: string | null }[];
  rows: number;
}

export function kindOf(storage: string): Kind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT)/.test(storage)) return 'number';
  if (/^(TIMESTAMP|DATE)/.test(storage)) return 'time';
  return storage === 'BOOLEAN' ? 'boolean' : 'text';
}

export function isFloat(storage: string): boolean {
  return storage === 'DOUBLE' || storage === 'FLOAT';
}

/** The column as SQL with NaN as missing. */
export function valueSql(name: string, storage: string): string {
  const raw = quoteName(name);
  return isFloat(storage) ? `(CASE WHEN isnan(${raw}) THEN NULL ELSE ${raw} END)` : raw;
}

/** A finite double for a number or time, else NULL: for means, quantiles and histograms. */
export function realSql(name: string, storage: string): string {
  const kind = kindOf(storage);
  const real =
    kind === 'time'
      ? `(CAST(epoch_us(CAST(${quoteName(name)} AS TIMESTAMP)) AS DOUBLE) / 1000)`
      : `CAST(${quoteName(name)} AS DOUBLE)`;
  return isFloat(storage) ? `(CASE WHEN isfinite(${real}) THEN ${real} END)` : real;
}

/** The first pass over a column. */
export interface Basics {
  present: number;
  min: unknown;
  max: unknown;
  low: number | null;
  high: number | null;
  mean: number | null;
  std: number | null;
  approx: number;
  length: number;
  tokens: number;
  infinite: number;
  /** Values that a double does not hold. */
  rounded: number;
}
