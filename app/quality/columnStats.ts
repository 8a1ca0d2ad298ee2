import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { kindOf, realSql, valueSql } from '../data/columnSql.ts';
import type { Connection, SqlOptions } from '../data/duckdb.ts';

export interface ColumnStats {
  name: string;
  storage: string;
  rows: number;
  present: number;
  /** Of numbers; null for anything else and where there is none. The ends are those of the values that are not left out. */
  min: number | null;
  max: number | null;
  mean: number | null;
  /** n − 1 in the denominator. */
  std: number | null;
  /** Of texts exact up to 20,000; else an estimate (HyperLogLog). */
  distinct: number;
  /** Codes for "no value" that occur and that the ends do not count. */
  leftOut: number[];
}

/** Columns described by one statement: each pass decodes its columns once, and holds little for each. */
const columnsPerPass = 32;
const exactDistinct = 20_000;
/** Sets of texts held at once. */
const setsPerPass = 8;

/**
 * Counts, range, mean and spread of columns over any FROM item, in bounded memory.
 * @param codes Numbers of a column that stand for "no value": they are no ends of its range.
 */
export async function columnStats(
  connection: Connection,
  from: string,
  columns: readonly Pick<ColumnProfile, 'name' | 'storage'>[],
  options: SqlOptions,
  codes: ReadonlyMap<string, readonly number[]> = new Map(),
): Promise<Map<string, ColumnStats>> {
  const found = new Map<string, ColumnStats>();
  for (let first = 0; first < columns.length; first += columnsPerPass) {
    const pass = columns.slice(first, first + columnsPerPass);
    const selects = pass.map(({ name, storage }, at) => {
      const i = String(at);
      const value = valueSql(name, storage);
      const isNumber = kindOf(storage) === 'number';
      const real = isNumber ? realSql(name, storage) : 'NULL::DOUBLE';
      const own = codes.get(name) ?? [];
      const withoutCodes =
        own.length > 0 ? ` FILTER (${real} NOT IN (${own.map((code) => `${String(code)}::DOUBLE`).join(', ')}))` : '';
      return [
        `count(${value})::DOUBLE AS present${i}`,
        `min(${real})${withoutCodes} AS min${i}`,
        `max(${real})${withoutCodes} AS max${i}`,
        ...own.map((code, which) => `bool_or(${real} = ${String(code)}::DOUBLE) AS code${i}_${String(which)}`),
        `avg(${real}) AS mean${i}`,
        // Squares of values beyond 1e150 are no doubles.
        `stddev_samp(CASE WHEN abs(${real}) < 1e150 THEN ${real} END) AS std${i}`,
        `approx_count_distinct(${value})::DOUBLE AS distinct${i}`,
      ].join(', ');
    });
    const row = await connection.row<Record<string, number | boolean | null>>(
      `SELECT count(*)::DOUBLE AS "rows", ${selects.join(', ')} FROM ${from}`,
      options,
    );
    const finite = (value: number | boolean | null | undefined): number | null =>
      typeof value === 'number' && Number.isFinite(value) ? value : null;
    for (const [at, { name, storage }] of pass.entries()) {
      const i = String(at);
      const present = Number(row[`present${i}`] ?? 0);
      found.set(name, {
        name,
        storage,
        rows: Number(row['rows'] ?? 0),
        present,
        min: finite(row[`min${i}`]),
        max: finite(row[`max${i}`]),
        mean: finite(row[`mean${i}`]),
        std: finite(row[`std${i}`]),
        distinct: Math.min(present, Number(row[`distinct${i}`] ?? 0)),
        leftOut: (codes.get(name) ?? []).filter((_, which) => row[`code${i}_${String(which)}`] === true),
      });
    }
  }
  await countTexts(connection, from, { columns, found, options });
  return found;
}

async function countTexts(
  connection: Connection,
  from: string,
  about: { columns: readonly Pick<ColumnProfile, 'name' | 'storage'>[]; found: Map<string, ColumnStats>; options: SqlOptions },
): Promise<void> {
  const few = about.columns.flatMap(({ name, storage }) => {
    const stats = about.found.get(name);
    const isFew = stats && kindOf(storage) === 'text' && stats.distinct > 0 && stats.distinct <= exactDistinct;
    return isFew ? [{ stats, value: valueSql(name, storage) }] : [];
  });
  for (let first = 0; first < few.length; first += setsPerPass) {
    const pass = few.slice(first, first + setsPerPass);
    const selects = pass.map(({ value }, at) => `count(DISTINCT ${value})::DOUBLE AS n${String(at)}`);
    const row = await connection.row<Record<string, number>>(`SELECT ${selects.join(', ')} FROM ${from}`, about.options);
    for (const [at, { stats }] of pass.entries()) stats.distinct = row[`n${String(at)}`] ?? stats.distinct;
  }
}
