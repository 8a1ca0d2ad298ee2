// Numbers that are written where there is no value: codes such as -1 or 999, and lonely, frequent ends of a column.
import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { realSql } from '../data/columnSql.ts';
import type { Connection, SqlOptions } from '../data/duckdb.ts';

/** Numbers that are written where there is none. 0 is one of them only where it lies far from all other values. */
const codes = [
  0, -1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999, 9999999, -32768, 32767, 65535, -2147483648, 2147483647,
];

/** With fewer different values than this a negative number beside 0, 1, 2 … may well be an answer. */
const fewDistinct = 10;
const numbersPerPass = 32;

interface Candidate {
  column: ColumnProfile;
  value: number;
  count: number;
  /** Other values of the column that may be codes below zero: left out where the rest is looked at. */
  codesBelow: readonly number[];
}

export interface HiddenNumber {
  column: ColumnProfile;
  value: number;
  count: number;
  side: 'above' | 'below';
  /** Quartiles of all other values. */
  low: number;
  high: number;
  /** The lowest value that is no code below zero. */
  least: number;
}

interface Source {
  connection: Connection;
  options: SqlOptions;
  /** FROM item of the rows that the columns describe, and how many there are. */
  from: string;
  rows: number;
}

/**
 * What looks like a code for "no value" among numbers. Streams through the rows three times at most.
 * @param frequent A number that is no known code is looked at from this share of the cells on.
 */
export async function hiddenNumbers(
  source: Source,
  columns: readonly ColumnProfile[],
  frequent: number,
): Promise<HiddenNumber[]> {
  const looked = columns.filter(({ distinct }) => distinct > 2);
  const candidates = (await valuesAndCounts(source, looked)).filter(({ column, value, count }) => {
    const present = source.rows - column.missing;
    return count * 2 < present && isSuspect(value, count, column, Math.max(3, frequent * present));
  });
  const found: HiddenNumber[] = [];
  for (let first = 0; first < candidates.length; first += numbersPerPass)
    found.push(...(await farFromOthers(source, candidates.slice(first, first + numbersPerPass))));
  return found;
}

/** The most frequent values, and the ends where they are known codes: among whole numbers a code need not be frequent. */
async function valuesAndCounts({ connection, options, from }: Source, columns: readonly ColumnProfile[]): Promise<Candidate[]> {
  const known = columns.flatMap((column) =>
    column.top.map(({ value, count }) => ({ column, value: Number(value), count })).filter(({ value }) => Number.isFinite(value)),
  );
  const ends = columns.flatMap((column) =>
    [Number(column.min), Number(column.max)]
      .filter((value) => codes.includes(value) && !column.top.some((each) => Number(each.value) === value))
      .map((value) => ({ column, value })),
  );
  const counted: typeof known = [];
  for (let first = 0; first < ends.length; first += numbersPerPass) {
    const pass = ends.slice(first, first + numbersPerPass);
    const selects = pass.map(
      ({ column, value }, at) =>
        `count(*) FILTER (${realSql(column.name, column.storage)} = ${String(value)}::DOUBLE)::DOUBLE AS n${String(at)}`,
    );
    const row = await connection.row<Record<string, number>>(`SELECT ${selects.join(', ')} FROM ${from}`, options);
    counted.push(...pass.map((each, at) => ({ ...each, count: row[`n${String(at)}`] ?? 0 })));
  }
  const all = [...known, ...counted];
  const codesBelow = new Map<ColumnProfile, number[]>();
  for (const { column, value } of all)
    if (value < 0 && codes.includes(value)) codesBelow.set(column, [...(codesBelow.get(column) ?? []), value]);
  return all.map((each) => ({ ...each, codesBelow: codesBelow.get(each.column) ?? [] }));
}

/** Known codes are looked at when they occur a few times, any other value when it is the frequent end of a column. */
function isSuspect(value: number, count: number, column: ColumnProfile, least: number): boolean {
  if (codes.includes(value) && count >= 3) return true;
  return count >= least && (value === Number(column.min) || value === Number(column.max));
}

/** Those that stand apart from all other values of their column, and are not just one of many out there: a long tail. */
async function farFromOthers({ connection, options, from }: Source, pass: readonly Candidate[]): Promise<HiddenNumber[]> {
  const selects = pass.map(({ column, value, codesBelow }, at) => {
    const real = realSql(column.name, column.storage);
    const others = `${real} NOT IN (${[value, ...codesBelow].map((each) => `${String(each)}::DOUBLE`).join(', ')})`;
    const i = String(at);
    return (
      `approx_quantile(${real}, [0.25, 0.75]) FILTER (${real} <> ${String(value)}::DOUBLE) AS q${i}, ` +
      `min(${real}) FILTER (${others}) AS least${i}`
    );
  });
  const row = await connection.row<Record<string, { items: number[] } | number[] | number | null>>(
    `SELECT ${selects.join(', ')} FROM ${from}`,
    options,
  );
  const apart: HiddenNumber[] = [];
  const far: (HiddenNumber & { fence: number })[] = [];
  for (const [at, candidate] of pass.entries()) {
    const { column, value, count } = candidate;
    const list = (row[`q${String(at)}`] ?? []) as { items: number[] } | number[];
    const [low, high] = Array.isArray(list) ? list : list.items;
    const least = row[`least${String(at)}`];
    if (low === undefined || high === undefined || !(high > low) || typeof least !== 'number') continue;
    const one = { column, value, count, low, high, least };
    const reach = 3 * (high - low);
    if (standsBelow(candidate, least, high - low)) apart.push({ ...one, side: 'below' });
    else if (value > high + reach) far.push({ ...one, side: 'above', fence: high + reach });
    else if (value < low - reach) far.push({ ...one, side: 'below', fence: low - reach });
  }
  if (far.length === 0) return apart;
  const beyond = far.map(({ column, side, fence }, at) => {
    const real = realSql(column.name, column.storage);
    return `count(*) FILTER (${real} ${side === 'above' ? '>' : '<'} ${String(fence)}::DOUBLE)::DOUBLE AS n${String(at)}`;
  });
  const counts = await connection.row<Record<string, number>>(`SELECT ${beyond.join(', ')} FROM ${from}`, options);
  return [...apart, ...far.filter(({ count }, at) => count * 2 >= (counts[`n${String(at)}`] ?? 0))];
}

/**
 * A known code at the lower end: the only negative value of a column that is otherwise not negative, or one with a gap of
 * an interquartile range between it and the next value. Fences miss it where the values are spread widely: -1 among incomes.
 * @param least The lowest of the other values.
 */
function standsBelow({ column, value, codesBelow }: Candidate, least: number, range: number): boolean {
  if (value > 0 || !codes.includes(value) || value >= least) return false;
  // -1, 0, 1 and 2 may be answers on a scale.
  if (value < 0 && least >= 0 && column.distinct - codesBelow.length > (least > 0 ? 3 : fewDistinct)) return true;
  return least - value >= range;
}
