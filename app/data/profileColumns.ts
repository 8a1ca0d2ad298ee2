import type { Warning } from '../api/schemas/common.ts';
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import { count, counted } from '../base/counts.ts';
import { quotePath } from './columnarTable.ts';
import { isFloat, kindOf, realSql, valueSql, type Basics, type ProfileSource } from './columnSql.ts';
import type { Connection, SqlOptions } from './duckdb.ts';
import { isOneOfSql, missingTokens } from './missingTokens.ts';
import { readHistograms, readQuantiles } from './profileSpread.ts';
import { roundedSql, roundedWarning } from './roundedNumbers.ts';
import { isIdName, semanticType } from './semanticType.ts';
import { toCell } from './toCell.ts';

/** Distinct values are counted exactly up to here; above, DuckDB's HyperLogLog estimate stands. */
const exactDistinct = 100_000;
const topCount = 20;
/** Columns whose distinct values are counted by one statement, which holds a set of them for each. */
const setsPerPass = 8;

export interface Profile {
  columns: ColumnProfile[];
  duplicates: number;
  timeSpan: DatasetCard['timeSpan'];
  warnings: Warning[];
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
  const [only = '', ...others] = source.paths.map(quotePath);
  // Many statements over the same files: what their footers say is read once, and needs no merging where there is one file.
  await connection.run('SET parquet_metadata_cache = true', sql);
  const from =
    others.length > 0 ? `read_parquet([${[only, ...others].join(', ')}], union_by_name = true)` : `read_parquet(${only})`;
  onDone(0);
  const basics = await readBasics(connection, source, from, sql);
  const distinct = await countDistinct(connection, source, basics, from, sql);
  const columns: ColumnProfile[] = [];
  const warnings: Warning[] = [];
  const quantiles = await readQuantiles(connection, source, basics, from, sql);
  const histograms = await readHistograms(connection, source, basics, from, sql);
  for (const [index, column] of source.columns.entries()) {
    const spread = { quantiles: quantiles[index] ?? null, histogram: histograms[index] ?? null };
    columns.push(
      await profileColumn(connection, column, basics[index] as Basics, distinct[index] ?? 0, spread, source.rows, from, sql),
    );
    const { tokens, present } = basics[index] as Basics;
    if (tokens > 0 && tokens * 2 < present) {
      const found = columns.at(-1)?.top.filter((each) => missingTokens.includes(each.value)) ?? [];
      warnings.push({
        code: 'suspicious-missing',
        message:
          `Column "${column.name}" has ${counted(tokens, 'text')} that may mean "missing"` +
          `${found.length > 0 ? ` (${found.map((each) => each.value).join(', ')})` : ''}; ${tokens === 1 ? 'it was kept as a value' : 'they were kept as values'}.`,
        hint: 'If they mean "missing", have them read so: the check for "Missing values in disguise" offers it.',
        count: tokens,
        where: { column: column.name },
      });
    }
    const { infinite, rounded } = basics[index] as Basics;
    warnings.push(...roundedWarning({ column: column.name }, rounded));
    if (infinite > 0) {
      warnings.push({
        code: 'infinite-values',
        message: `Column "${column.name}" has ${count(infinite)} infinite ${infinite === 1 ? 'value; it was' : 'values; they were'} kept.`,
        hint: 'Most models cannot take them.',
        count: infinite,
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
        `${roundedSql(value, storage) ?? '0'} AS rounded${i}`,
      ].join(', ');
    });
    if (selects.length === 0) break;
    const row = await connection.row(`SELECT ${selects.join(', ')} FROM ${from}`, sql);
    for (const [index, { name, storage }] of group.entries()) {
      const i = String(index);
      const range: FiniteRange = isFloat(storage)
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
        rounded: Number(row[`rounded${i}`]),
        infinite: Number(row[`present${i}`]) - Number(range.finite ?? row[`present${i}`]),
      });
    }
  }
  return basics;
}

interface FiniteRange {
  low: unknown;
  high: unknown;
  finite?: unknown;
}

/** The smallest and largest finite value; where some are not, how many are. */
async function finiteRange(
  connection: Connection,
  real: string,
  min: unknown,
  max: unknown,
  from: string,
  sql: SqlOptions,
): Promise<FiniteRange> {
  if (Number.isFinite(min) && Number.isFinite(max)) return { low: min, high: max };
  if (min === null) return { low: null, high: null };
  return connection.row(`SELECT min(${real}) AS low, max(${real}) AS high, count(${real}) AS finite FROM ${from}`, sql);
}

function isUnsure({ approx }: Basics): boolean {
  return approx > exactDistinct * 1.2;
}

/** Distinct values by column: counted where there are few or where it decides what the column is, else the estimate. */
async function countDistinct(
  connection: Connection,
  source: ProfileSource,
  basics: readonly Basics[],
  from: string,
  sql: SqlOptions,
): Promise<number[]> {
  const found = basics.map(({ approx, present }) => Math.min(approx, present));
  const counted = source.columns.flatMap(({ name, storage }, index) => {
    const basic = basics[index] as Basics;
    const isNumber = kindOf(storage) === 'number';
    const decides = isNumber ? isIdName(name) : basic.approx > basic.present * 0.7;
    return !isUnsure(basic) || decides ? [{ index, value: valueSql(name, storage), few: !isUnsure(basic) }] : [];
  });
  // Large sets one at a time.
  const passes = counted.filter(({ few }) => !few).map((column) => [column]);
  const small = counted.filter(({ few }) => few);
  for (let first = 0; first < small.length; first += setsPerPass) passes.push(small.slice(first, first + setsPerPass));
  for (const pass of passes) {
    const selects = pass.map(({ value }, at) => `count(DISTINCT ${value}) AS n${String(at)}`);
    const row = await connection.row<Record<string, bigint>>(`SELECT ${selects.join(', ')} FROM ${from}`, sql);
    for (const [at, { index }] of pass.entries()) found[index] = Number(row[`n${String(at)}`]);
  }
  return found;
}

async function profileColumn(
  connection: Connection,
  column: ProfileSource['columns'][number],
  basics: Basics,
  distinct: number,
  spread: Pick<ColumnProfile, 'quantiles' | 'histogram'>,
  rows: number,
  from: string,
  sql: SqlOptions,
): Promise<ColumnProfile> {
  const { name, storage } = column;
  const kind = kindOf(storage);
  const value = valueSql(name, storage);
  const grouped = kind === 'text' ? `left(CAST(${value} AS VARCHAR), 200)` : value;
  const shown = kind === 'time' ? `strftime(CAST(v AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ')` : 'CAST(v AS VARCHAR)';
  // Only what is shown becomes text: writing out every number of a column takes longer than counting them.
  const top =
    isUnsure(basics) || basics.present === 0
      ? []
      : await connection.rows<{ value: string; count: bigint }>(
          `SELECT ${shown} AS value, n AS count FROM (SELECT ${grouped} AS v, count(*) AS n FROM ${from}` +
            ` WHERE ${value} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${String(topCount)}) ORDER BY n DESC, v`,
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

/** The time column most likely meant: fewest missing values, then the one that varies most. Null when none varies. */
function timeSpanOf(columns: readonly ColumnProfile[]): DatasetCard['timeSpan'] {
  const times = columns.filter((column) => column.type === 'datetime' && typeof column.min === 'string' && column.distinct > 1);
  const best = [...times].sort((a, b) => a.missing - b.missing || b.distinct - a.distinct)[0];
  return best ? { column: best.name, start: String(best.min), end: String(best.max) } : null;
}
