import type { Warning } from '../api/schemas/common.ts';
import type { ColumnProfile, DatasetCard, SemanticType } from '../api/schemas/datasets.ts';
import { quotePath } from './columnarTable.ts';
import { quoteName, type Connection, type SqlOptions } from './duckdb.ts';
import { isOneOfSql, missingTokens } from './missingTokens.ts';
import { toCell } from './toCell.ts';

/** Distinct values are counted exactly up to here; above, DuckDB's HyperLogLog estimate stands. */
const exactDistinct = 100_000;
/** Quantiles are exact up to so many rows; above, a t-digest estimates them in bounded memory. */
const exactQuantiles = 200_000;
const bins = 20;
const topCount = 20;

type Kind = 'number' | 'time' | 'boolean' | 'text';

export interface ProfileSource {
  paths: readonly string[];
  columns: readonly { name: string; storage: string; timeFormat: string | null }[];
  rows: number;
}

export interface Profile {
  columns: ColumnProfile[];
  duplicates: number;
  timeSpan: DatasetCard['timeSpan'];
  warnings: Warning[];
}

function kindOf(storage: string): Kind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT)/.test(storage)) return 'number';
  if (/^(TIMESTAMP|DATE)/.test(storage)) return 'time';
  return storage === 'BOOLEAN' ? 'boolean' : 'text';
}

/** The column as SQL with NaN as missing. */
function valueSql(name: string, storage: string): string {
  const raw = quoteName(name);
  return storage === 'DOUBLE' || storage === 'FLOAT' ? `(CASE WHEN isnan(${raw}) THEN NULL ELSE ${raw} END)` : raw;
}

interface Basics {
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
}

/** A finite double for a number or time, else NULL: for means, quantiles and histograms. */
function realSql(name: string, storage: string): string {
  const kind = kindOf(storage);
  const real =
    kind === 'time'
      ? `(CAST(epoch_us(CAST(${quoteName(name)} AS TIMESTAMP)) AS DOUBLE) / 1000)`
      : `CAST(${quoteName(name)} AS DOUBLE)`;
  return storage === 'DOUBLE' || storage === 'FLOAT' ? `(CASE WHEN isfinite(${real}) THEN ${real} END)` : real;
}

/**
 * Describes every column with bounded memory. Missing, range and top values are exact; distinct counts above 100,000
 * and quantiles of more than 200,000 rows are estimates. Repeated rows are found by a 64-bit hash of the whole row.
 */
export async function profileColumns(
  connection: Connection,
  source: ProfileSource,
  onDone: (columns: number) => void,
  sql: SqlOptions,
): Promise<Profile> {
  const from = `read_parquet([${source.paths.map(quotePath).join(', ')}], union_by_name = true)`;
  const basics = await readBasics(connection, source, from, sql);
  const columns: ColumnProfile[] = [];
  const warnings: Warning[] = [];
  for (const [index, column] of source.columns.entries()) {
    columns.push(await profileColumn(connection, column, basics[index] as Basics, source.rows, from, sql));
    if ((basics[index] as Basics).tokens > 0 && (basics[index] as Basics).tokens * 2 < (basics[index] as Basics).present) {
      const found = columns.at(-1)?.top.filter((each) => missingTokens.includes(each.value)) ?? [];
      warnings.push({
        code: 'suspicious-missing',
        message:
          `Column "${column.name}" has ${String((basics[index] as Basics).tokens)} texts that may mean "missing"` +
          `${found.length > 0 ? ` (${found.map((each) => each.value).join(', ')})` : ''}; they were kept as values.`,
        hint: 'If they mean "missing", list them in the reading options.',
        count: (basics[index] as Basics).tokens,
        where: { column: column.name },
      });
    }
    onDone(index + 1);
  }
  const hash = source.columns.map((column) => valueSql(column.name, column.storage)).join(', ');
  const duplicates = await connection.row<{ n: bigint }>(
    `SELECT count(*) - count(DISTINCT h) AS n FROM (SELECT hash(${hash}) AS h FROM ${from})`,
    sql,
  );
  return { columns, duplicates: Number(duplicates.n), timeSpan: timeSpanOf(columns), warnings };
}

async function readBasics(connection: Connection, source: ProfileSource, from: string, sql: SqlOptions): Promise<Basics[]> {
  const basics: Basics[] = [];
  // A few columns at a time: wide tables would need a hash table for each at once.
  for (let first = 0; first < source.columns.length; first += 64) {
    const group = source.columns.slice(first, first + 64);
    const selects = group.map(({ name, storage }, index) => {
      const value = valueSql(name, storage);
      const kind = kindOf(storage);
      const real = realSql(name, storage);
      const numeric = kind === 'number' || kind === 'time';
      const text = `CAST(${value} AS VARCHAR)`;
      const i = String(index);
      return [
        `count(${value}) AS present${i}`,
        `${kind === 'text' ? `left(min(${text}), 200)` : `min(${kind === 'time' ? `CAST(${value} AS TIMESTAMP)` : value})`} AS min${i}`,
        `${kind === 'text' ? `left(max(${text}), 200)` : `max(${kind === 'time' ? `CAST(${value} AS TIMESTAMP)` : value})`} AS max${i}`,
        `${numeric ? `min(${real})` : 'NULL'} AS low${i}`,
        `${numeric ? `max(${real})` : 'NULL'} AS high${i}`,
        `${kind === 'number' ? `avg(${real})` : 'NULL'} AS mean${i}`,
        `${kind === 'number' ? `stddev_samp(CASE WHEN abs(${real}) < 1e150 THEN ${real} END)` : 'NULL'} AS std${i}`,
        `approx_count_distinct(${value}) AS approx${i}`,
        `${kind === 'text' ? `avg(length(${text}))` : 'NULL'} AS length${i}`,
        `${kind === 'text' ? `count(*) FILTER (${isOneOfSql(text, missingTokens)})` : '0'} AS tokens${i}`,
      ].join(', ');
    });
    if (selects.length === 0) break;
    const row = await connection.row(`SELECT ${selects.join(', ')} FROM ${from}`, sql);
    for (const [index] of group.entries()) {
      const i = String(index);
      const numberOrNull = (value: unknown): number | null =>
        typeof value === 'number' && Number.isFinite(value) ? value : null;
      basics.push({
        present: Number(row[`present${i}`]),
        min: row[`min${i}`],
        max: row[`max${i}`],
        low: numberOrNull(row[`low${i}`]),
        high: numberOrNull(row[`high${i}`]),
        mean: numberOrNull(row[`mean${i}`]),
        std: numberOrNull(row[`std${i}`]),
        approx: Number(row[`approx${i}`]),
        length: Number(row[`length${i}`] ?? 0),
        tokens: Number(row[`tokens${i}`]),
      });
    }
  }
  return basics;
}

async function profileColumn(
  connection: Connection,
  column: ProfileSource['columns'][number],
  basics: Basics,
  rows: number,
  from: string,
  sql: SqlOptions,
): Promise<ColumnProfile> {
  const { name, storage } = column;
  const kind = kindOf(storage);
  const value = valueSql(name, storage);
  const named = isIdName(name);
  let distinct = basics.approx;
  const unsure = basics.approx > exactDistinct * 1.2;
  if (!unsure || (kind !== 'number' && basics.approx > basics.present * 0.7) || (named && kind === 'number')) {
    distinct = Number((await connection.row<{ n: bigint }>(`SELECT count(DISTINCT ${value}) AS n FROM ${from}`, sql)).n);
  }
  distinct = Math.min(distinct, basics.present);
  const shown =
    kind === 'time' ? `strftime(CAST(${value} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ')` : `left(CAST(${value} AS VARCHAR), 200)`;
  const top =
    unsure || basics.present === 0
      ? []
      : await connection.rows<{ value: string; count: bigint }>(
          `SELECT ${shown} AS value, count(*) AS count FROM ${from} WHERE ${value} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${String(topCount)}`,
          sql,
        );
  const real = realSql(name, storage);
  return {
    name,
    type: semanticType(kind, storage, basics, distinct, rows, name, top),
    storage,
    missing: rows - basics.present,
    distinct,
    min: toCell(basics.min),
    max: toCell(basics.max),
    mean: basics.mean,
    std: basics.std,
    quantiles: kind === 'number' && basics.low !== null ? await quantilesOf(connection, real, basics.present, from, sql) : null,
    histogram:
      basics.low !== null && basics.high !== null
        ? await histogramOf(connection, real, basics.low, basics.high, from, sql)
        : null,
    top: top.map((each) => ({ value: each.value, count: Number(each.count) })),
    timeFormat: column.timeFormat,
  };
}

async function quantilesOf(
  connection: Connection,
  real: string,
  present: number,
  from: string,
  sql: SqlOptions,
): Promise<ColumnProfile['quantiles']> {
  const quantile = present <= exactQuantiles ? 'quantile_cont' : 'approx_quantile';
  const row = await connection.row<{ q: { items: number[] } | number[] }>(
    `SELECT ${quantile}(${real}, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) AS q FROM ${from} WHERE ${real} IS NOT NULL`,
    sql,
  );
  const [p01 = 0, p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0, p99 = 0] = Array.isArray(row.q) ? row.q : row.q.items;
  return { p01, p05, p25, p50, p75, p95, p99 };
}

async function histogramOf(
  connection: Connection,
  real: string,
  low: number,
  high: number,
  from: string,
  sql: SqlOptions,
): Promise<ColumnProfile['histogram']> {
  if (high <= low || !Number.isFinite(high - low)) {
    const row = await connection.row<{ n: bigint }>(`SELECT count(${real}) AS n FROM ${from}`, sql);
    return { edges: [low, high], counts: [Number(row.n)] };
  }
  const counts = Array.from({ length: bins }, () => 0);
  const found = await connection.rows<{ bin: number; n: bigint }>(
    `SELECT CAST(least(${String(bins - 1)}, greatest(0, floor((${real} - (${String(low)}::DOUBLE)) / (${String(high - low)}::DOUBLE) * ${String(bins)}))) AS INTEGER) AS bin, ` +
      `count(*) AS n FROM ${from} WHERE ${real} IS NOT NULL GROUP BY 1`,
    sql,
  );
  for (const { bin, n } of found) counts[bin] = Number(n);
  const edges = Array.from({ length: bins + 1 }, (_, index) => (index === bins ? high : low + ((high - low) * index) / bins));
  return { edges, counts };
}

/** Named like something that tells rows apart. */
function isIdName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return (
    words.some((word) => /^(id|ids|uuid|guid|key|pk|rowid|identifier|idx|index|serial|oid)$/.test(word)) ||
    /(_id|Id|ID)$/.test(name)
  );
}

const yesNo = [['yes', 'no'], ['y', 'n'], ['t', 'f'], ['true', 'false']]; // prettier-ignore

function semanticType(
  kind: Kind,
  storage: string,
  basics: Basics,
  distinct: number,
  rows: number,
  name: string,
  top: readonly { value: string }[],
): SemanticType {
  const { present } = basics;
  const unique = present >= 2 && distinct === present;
  const nearlyUnique = present >= 20 && distinct >= present * 0.95;
  switch (kind) {
    case 'time':
      return 'datetime';
    case 'boolean':
      return 'boolean';
    case 'number': {
      const whole = !/^(DOUBLE|FLOAT|DECIMAL)/.test(storage) || /^DECIMAL\(\d+,0\)$/.test(storage);
      if (!whole) return 'number';
      return isIdName(name) && (unique || nearlyUnique) ? 'id' : 'integer';
    }
    case 'text': {
      const values = top.map((each) => each.value.trim().toLowerCase());
      if (distinct > 0 && distinct <= 4 && yesNo.some((pair) => values.every((value) => pair.includes(value)))) return 'boolean';
      if (storage === 'UUID' || (isIdName(name) && (unique || nearlyUnique))) return 'id';
      // Without a name only long columns of short unique words: a handful of different cities are no ids.
      if (
        present >= 50 &&
        unique &&
        present === rows &&
        basics.length <= 40 &&
        values.every((value) => /^[\w.:/#@+-]+$/.test(value))
      )
        return 'id';
      if (storage.startsWith('ENUM')) return 'category';
      const limit = Math.max(20, Math.min(1000, present * 0.05));
      return distinct <= limit && basics.length <= 100
        ? 'category'
        : distinct <= 1000 && distinct <= present * 0.2
          ? 'category'
          : 'text';
    }
  }
}

/** The time column most likely meant: fewest missing values, then the one that varies most. Null when none varies. */
function timeSpanOf(columns: readonly ColumnProfile[]): DatasetCard['timeSpan'] {
  const times = columns.filter((column) => column.type === 'datetime' && typeof column.min === 'string' && column.distinct > 1);
  const best = [...times].sort((a, b) => a.missing - b.missing || b.distinct - a.distinct)[0];
  return best ? { column: best.name, start: String(best.min), end: String(best.max) } : null;
}
