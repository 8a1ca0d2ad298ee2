import { join } from 'node:path';
import type { Warning } from '../api/schemas/common.ts';
import { count } from '../base/counts.ts';
import type { ColumnPlan } from './columnPlan.ts';
import { quotePath } from './columnarTable.ts';
import { quoteName, quoteText, type Connection, type SqlOptions } from './duckdb.ts';
import { describeParquet, rawFile, rawRow, rawUnion } from './rawTable.ts';
import type { Sources } from './readSources.ts';

export interface BuildResult {
  paths: string[];
  inPlace: boolean;
  columns: { name: string; storage: string; timeFormat: string | null }[];
  rows: number;
  rejected: number;
  firstReject: { line: number; reason: string } | null;
  warnings: Warning[];
}

/** Values of a row that could not be read are listed up to here; all rows are counted and kept. */
const rowGroup = 122_880;

/**
 * Writes `data.parquet` with the types decided, without the rows that have an unreadable value, and `rejected.parquet`
 * with those that have. Parquet files that need no change are left where they are.
 */
export async function buildColumnar(
  connection: Connection,
  sources: Sources,
  plans: readonly ColumnPlan[],
  folder: string,
  sql: SqlOptions,
): Promise<BuildResult> {
  const { table } = sources;
  await rejectBadValues(connection, sources, plans, sql);
  const unchanged = await keepsAll(connection, sources, plans, sql);
  let paths: string[];
  if (unchanged) paths = table.files.map((file) => file.path);
  else {
    await connection.makeRoom(plans.length);
    const path = join(folder, 'data.parquet');
    const bad = plans.flatMap((plan) => (plan.badSql === null ? [] : [plan.badSql]));
    const where = bad.length > 0 ? ` WHERE NOT (${bad.join(' OR ')})` : '';
    // Looking for what columns have in common takes quadratic time: 10 s for 2,000 of them, which only many rows win back.
    const isShort = table.files.reduce((sum, file) => sum + file.rows, 0) < 50 * plans.length;
    if (isShort) await connection.run("SET disabled_optimizers = 'common_subexpressions'");
    await connection.run(
      `COPY (SELECT ${plans.map((plan) => `${plan.sql} AS ${quoteName(plan.name)}`).join(', ')} FROM ${rawUnion(table, false)}${where}) ` +
        `TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${String(rowGroup)})`,
      sql,
    );
    if (isShort) await connection.run('RESET disabled_optimizers');
    paths = [path];
  }
  const storages = await describeParquet(connection, paths[0] as string, sql);
  const { rows } = await connection.row<{ rows: bigint }>(
    `SELECT count(*) AS rows FROM read_parquet([${paths.map(quotePath).join(', ')}])`,
    sql,
  );
  const { rejected } = await connection.row<{ rejected: bigint }>('SELECT count(*) AS rejected FROM rejects');
  const [first] = await connection.rows<{ line: bigint; reason: string }>(
    'SELECT line, reason FROM rejects ORDER BY rowid LIMIT 1',
  );
  if (Number(rejected) > 0) {
    await connection.run(
      `COPY (SELECT * FROM rejects ORDER BY file, line) TO ${quoteText(join(folder, 'rejected.parquet'))} (FORMAT parquet, COMPRESSION zstd)`,
      sql,
    );
  }
  const formats = new Map(plans.map((plan) => [plan.name, plan.timeFormat]));
  return {
    paths,
    inPlace: unchanged,
    columns: storages.map((column) => ({ ...column, timeFormat: formats.get(column.name) ?? null })),
    rows: Number(rows),
    rejected: Number(rejected),
    firstReject: first ? { line: Number(first.line), reason: first.reason } : null,
    warnings:
      Number(rejected) > 0
        ? [
            {
              code: 'rows-rejected',
              message: `${count(Number(rejected))} ${Number(rejected) === 1 ? 'row could not be read and was' : 'rows could not be read and were'} set aside.`,
              hint: 'Look at them in the list of rejected rows; it can be exported.',
              count: Number(rejected),
            },
          ]
        : [],
  };
}

/** Rows with a value that its column's type cannot hold go to the rejects, with their line. */
async function rejectBadValues(
  connection: Connection,
  sources: Sources,
  plans: readonly ColumnPlan[],
  sql: SqlOptions,
): Promise<void> {
  const bad = plans.flatMap((plan) => (plan.badSql === null ? [] : [{ ...plan, badSql: plan.badSql }]));
  if (bad.length === 0) return;
  const pick = (value: (plan: (typeof bad)[number]) => string): string =>
    `CASE ${bad.map((plan) => `WHEN ${plan.badSql} THEN ${value(plan)}`).join(' ')} END`;
  const found = await connection.rows<{ file: number; row: bigint; column: string; reason: string; value: string }>(
    `SELECT ${quoteName(rawFile)} AS file, ${quoteName(rawRow)} AS row, ${pick((plan) => quoteText(plan.name))} AS "column", ` +
      `${pick((plan) => quoteText(plan.badReason))} AS reason, ${pick((plan) => `left(${quoteName(plan.name)}, 60)`)} AS value ` +
      `FROM ${rawUnion(sources.table, true)} WHERE ${bad.map((plan) => plan.badSql).join(' OR ')} ORDER BY 1, 2`,
    sql,
  );
  for (const [index, file] of sources.table.files.entries()) {
    const own = found.filter((each) => each.file === index);
    if (own.length === 0) continue;
    const places = await sources.locate(
      index,
      own.map((each) => Number(each.row)),
    );
    const appender = await connection.appender('rejects');
    appender.append(
      [
        own.map(() => file.shownName),
        own.map((_, at) => (places[at] ? BigInt(places[at].line) : null)),
        own.map((each) => each.column),
        own.map((each) => `"${each.value}" is ${each.reason}`),
        own.map((_, at) => places[at]?.text.slice(0, 10_000) ?? ''),
      ],
      own.length,
    );
    appender.close();
  }
}

/** Whether Parquet files can be read as they are. Empty texts count as missing, so their columns are rewritten. */
async function keepsAll(
  connection: Connection,
  sources: Sources,
  plans: readonly ColumnPlan[],
  sql: SqlOptions,
): Promise<boolean> {
  if (!sources.inPlace) return false;
  const texts = plans.filter((plan) => plan.kind === 'text');
  if (plans.some((plan) => plan.kind !== 'keep' && plan.kind !== 'text')) return false;
  if (plans.some((plan) => plan.kind === 'keep' && plan.sql !== quoteName(plan.name))) return false;
  if (texts.some((plan) => plan.sql !== `nullif(${quoteName(plan.name)}, '')`)) return false;
  if (texts.length === 0) return true;
  const empty = texts.map((plan) => `${quoteName(plan.name)} = ''`).join(' OR ');
  const { n } = await connection.row<{ n: bigint }>(
    `SELECT count(*) AS n FROM ${rawUnion(sources.table, false)} WHERE ${empty}`,
    sql,
  );
  return Number(n) === 0;
}
