import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { kindOf, realSql, type Basics, type ProfileSource } from './columnSql.ts';
import type { Connection, SqlOptions } from './duckdb.ts';

/** Quantiles are exact up to so many values; above, some rows are drawn for them, the same ones each time. */
const exactQuantiles = 200_000;
const drawnRows = 100_000;
/** A column with fewer drawn values than this, because most are missing, goes through a t-digest over all rows instead. */
const enoughDrawn = 50_000;
/** Columns described by one statement: each pass decodes its columns once. */
const columnsPerPass = 32;
const bins = 20;

/** By column; null for what is not a number. */
export async function readQuantiles(
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
export async function readHistograms(
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
  // Near the largest double the product would overflow before it is divided.
  const upTo = (index: number): number => (Number.isFinite(width * bins) ? (width * index) / bins : width * (index / bins));
  return Array.from({ length: bins + 1 }, (_, index) => (index === bins ? high : low + upTo(index)));
}
