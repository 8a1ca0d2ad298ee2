import type { Warning } from '../api/schemas/common.ts';
import type { ColumnProfile, DatasetCard, SemanticType } from '../api/schemas/datasets.ts';
import { quotePath } from './columnarTable.ts';
import { quoteName, type Connection, type SqlOptions } from './duckdb.ts';
import { isOneOfSql, missingTokens } from './missingTokens.ts';
import { toCell } from './toCell.ts';

/** Distinct values are counted exactly up to here; above, DuckDB's HyperLogLog estimate stands. */
const exactDistinct = 100_000;
/** Quantiles are exact up to so many values; above, some rows are drawn for them, the same ones each time. */
const exactQuantiles = 200_000;
const drawnRows = 100_000;
/** A column with fewer drawn values than this, because most are missing, goes through a t-digest over all rows instead. */
const enoughDrawn = 50_000;
/** Columns described by one statement: each pass decodes its columns once. */
const columnsPerPass = 32;
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

function isFloat(storage: string): boolean {
  return storage === 'DOUBLE' || storage === 'FLOAT';
}

/** The column as SQL with NaN as missing. */
function valueSql(name: string, storage: string): string {
  const raw = quoteName(name);
  return isFloat(storage) ? `(CASE WHEN isnan(${raw}) THEN NULL ELSE ${raw} END)` : raw;
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
  return isFloat(storage) ? `(CASE WHEN isfinite(${real}) THEN ${real} END)` : real;
}

/**
 * Describes every column with bounded memory. Missing, range and top values are exact; distinct counts above 100,000
 * and quantiles of more than 200,000 values are estimates. Repeated rows are found by a 64-bit hash of the whole row.
 */
export async function profileColumns(
  connection: Connection,
  source: ProfileSource,
  onDone: (columns: number) => void,
  sql: SqlOptions,
): Promise<Profile> {
  const from = `read_parquet([${source.paths.map(quotePath).join(', ')}], union_by_name = true)`;
  onDone(0);
  const basics = await readBasics(connection, source, from, sql);
  const columns: ColumnProfile[] = [];
  const warnings: Warning[] = [];
  const quantiles = await readQuantiles(connection, source, basics, from, sql);
  const histograms = await readHistograms(connection, source, basics, from, sql);
  for (const [index, column] of source.columns.entries()) {
    const spread = { quantiles: quantiles[index] ?? null, histogram: histograms[index] ?? null };
    columns.push(await profileColumn(connection, column, basics[index] as Basics, spread, source.rows, from, sql));
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
        // Where the extremes are doubles themselves, a second pair of them would only take time.
        `${numeric && !isFloat(storage) ? `min(${real})` : 'NULL'} AS low${i}`,
        `${numeric && !isFloat(storage) ? `max(${real})` : 'NULL'} AS high${i}`,
        `${kind === 'number' ? `avg(${real})` : 'NULL'} AS mean${i}`,
        `${kind === 'number' ? `stddev_samp(CASE WHEN abs(${real}) < 1e150 THEN ${real} END)` : 'NULL'} AS std${i}`,
        `approx_count_distinct(${value}) AS approx${i}`,
        `${kind === 'text' ? `avg(length(${text}))` : 'NULL'} AS length${i}`,
        `${kind === 'text' ? `count(*) FILTER (${isOneOfSql(text, missingTokens)})` : '0'} AS tokens${i}`,
      ].join(', ');
    });
    if (selects.length === 0) break;
    const row = await connection.row(`SELECT ${selects.join(', ')} FROM ${from}`, sql);
    for (const [index, { name, storage }] of group.entries()) {
      const i = String(index);
      const range = isFloat(storage)
        ? await finiteRange(connection, realSql(name, storage), row[`min${i}`], row[`max${i}`], from, sql)
        : { low: row[`low${i}`], high: row[`high${i}`] };
      const numberOrNull = (value: unknown): number | null =>
        typeof value === 'number' && Number.isFinite(value) ? value : null;
      basics.push({
        present: Number(row[`present${i}`]),
        min: row[`min${i}`],
        max: row[`max${i}`],
        low: numberOrNull(range.low),
        high: numberOrNull(range.high),
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

/** The smallest and largest finite value. */
async function finiteRange(
  connection: Connection,
  real: string,
  min: unknown,
  max: unknown,
  from: string,
  sql: SqlOptions,
): Promise<{ low: unknown; high: unknown }> {
  if (Number.isFinite(min) && Number.isFinite(max)) return { low: min, high: max };
  if (min === null) return { low: null, high: null };
  return connection.row<{ low: unknown; high: unknown }>(`SELECT min(${real}) AS low, max(${real}) AS high FROM ${from}`, sql);
}

async function profileColumn(
  connection: Connection,
  column: ProfileSource['columns'][number],
  basics: Basics,
  spread: Pick<ColumnProfile, 'quantiles' | 'histogram'>,
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
    ...spread,
    top: top.map((each) => ({ value: each.value, count: Number(each.count) })),
    timeFormat: column.timeFormat,
  };
}

/** By column; null for what is not a number. */
async function readQuantiles(
  connection: Connection,
  source: ProfileSource,
  basics: readonly Basics[],
  from: string,
  sql: SqlOptions,
): Promise<ColumnProfile['quantiles'][]> {
  const found: ColumnProfile['quantiles'][] = source.columns.map(() => null);
  const share = drawnRows / source.rows;
  // The low bits of a hash of the row number: a draw without chance.
  const drawn = `${from.slice(0, -1)}, file_row_number = true) WHERE hash(file_row_number) % 1000000 < ${String(Math.ceil(share * 1e6))}`;
  const ways = {
    exact: { from, aggregate: 'quantile_cont' },
    drawn: { from: drawn, aggregate: 'quantile_cont' },
    digest: { from, aggregate: 'approx_quantile' },
  };
  const wayOf = ({ present }: Basics): keyof typeof ways =>
    present <= exactQuantiles ? 'exact' : present * share >= enoughDrawn ? 'drawn' : 'digest';
  const numbers = source.columns.flatMap(({ name, storage }, index) => {
    const basic = basics[index] as Basics;
    return kindOf(storage) === 'number' && basic.low !== null ? [{ index, real: realSql(name, storage), way: wayOf(basic) }] : [];
  });
  for (const [way, { from: table, aggregate }] of Object.entries(ways)) {
    const group = numbers.filter((column) => column.way === way);
    for (let first = 0; first < group.length; first += columnsPerPass) {
      const pass = group.slice(first, first + columnsPerPass);
      const selects = pass.map(
        ({ real }, at) => `${aggregate}(${real}, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) AS q${String(at)}`,
      );
      const row = await connection.row<Record<string, { items: number[] } | number[] | null>>(
        `SELECT ${selects.join(', ')} FROM ${table}`,
        sql,
      );
      for (const [at, { index }] of pass.entries()) {
        const list = row[`q${String(at)}`] ?? [];
        const [p01 = 0, p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0, p99 = 0] = Array.isArray(list) ? list : list.items;
        found[index] = { p01, p05, p25, p50, p75, p95, p99 };
      }
    }
  }
  return found;
}

/** By column; null where there is no range. Bins hold their lower edge, the last one both, as numpy's. */
async function readHistograms(
  connection: Connection,
  source: ProfileSource,
  basics: readonly Basics[],
  from: string,
  sql: SqlOptions,
): Promise<ColumnProfile['histogram'][]> {
  const columns = source.columns.flatMap(({ name, storage }, index) => {
    const { low, high } = basics[index] as Basics;
    return low === null || high === null ? [] : [{ index, real: realSql(name, storage), low, high }];
  });
  const found: ColumnProfile['histogram'][] = source.columns.map(() => null);
  for (let first = 0; first < columns.length; first += columnsPerPass) {
    const pass = columns.slice(first, first + columnsPerPass).map((column) => ({ ...column, edges: edgesOf(column) }));
    // DuckDB's bins hold their upper edge: the bins of the negated values hold the lower one. The outer bins stay open.
    const selects = pass.map(({ real, edges }, at) => {
      const bounds = edges.slice(1, -1).map((edge) => `${String(-edge)}::DOUBLE`);
      return edges.length > 2
        ? `map_values(histogram(-${real}, [${bounds.reverse().join(', ')}, 'inf'::DOUBLE])) AS h${String(at)}`
        : `[count(${real})] AS h${String(at)}`;
    });
    const row = await connection.row<Record<string, { items: bigint[] } | bigint[]>>(
      `SELECT ${selects.join(', ')} FROM ${from}`,
      sql,
    );
    for (const [at, { index, edges }] of pass.entries()) {
      const list = row[`h${String(at)}`] ?? [];
      found[index] = { edges, counts: (Array.isArray(list) ? list : list.items).map(Number).reverse() };
    }
  }
  return found;
}

/** Twenty bins of one width; a single one where the range has no width or is too wide for a double. */
function edgesOf({ low, high }: { low: number; high: number }): number[] {
  const width = high - low;
  if (width <= 0 || !Number.isFinite(width) || low + width / bins === low) return [low, high];
  return Array.from({ length: bins + 1 }, (_, index) => (index === bins ? high : low + (width * index) / bins));
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
