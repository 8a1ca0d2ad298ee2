// The rows of a split as files: for the command in the format asked for, the held-out ones as data of this program's own.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import { kindOf, valueSql } from '../data/columnSql.ts';
import { quoteName, quoteText, type Connection } from '../data/duckdb.ts';
import { profileColumns } from '../data/profileColumns.ts';
import { replaceFile } from '../storage/atomicWrite.ts';
import { sha256File } from '../storage/sha256.ts';
import { asksFor } from './fillCommand.ts';
import { retrainNames } from './retrainFiles.ts';
import type { RetrainRequest } from './retrainRequest.ts';
import type { Split } from './splitSql.ts';

interface Sql {
  connection: Connection;
  signal?: AbortSignal | undefined;
}

/**
 * Every file whole or not at all.
 * @returns the held-out rows as data: columns, types and storage as in the whole, figures of these rows
 */
export async function writeSplit(request: RetrainRequest, split: Split, sql: Sql): Promise<DatasetCard> {
  const { data, settings, runDir } = request;
  const names = retrainNames(settings);
  const write = (name: string, condition: string, format: 'parquet' | 'csv'): Promise<void> => {
    const columns = data.columns.map((column) => (format === 'csv' ? csvCell(column) : quoteName(column.name)));
    const rows = `SELECT ${columns.join(', ')} FROM ${split.from} WHERE ${condition}${split.order}`;
    const options = format === 'csv' ? "FORMAT csv, HEADER true, NULLSTR ''" : 'FORMAT parquet';
    return replaceFile(join(runDir, name), (temporary) =>
      sql.connection.run(`COPY (${rows}) TO ${quoteText(temporary)} (${options})`, { signal: sql.signal }),
    );
  };
  await write(names.train, split.train, settings.format);
  if (asksFor(settings.command, 'reference')) await write(names.reference, split.reference, settings.format);
  await write(names.heldOut, split.heldOut, 'parquet');
  return heldOutCard(data, { path: join(runDir, names.heldOut), rows: split.rows.heldOut.rows }, sql);
}

/** What is missing is an empty cell (so is an empty text: CSV does not tell them apart), a time is ISO 8601 (UTC, as everywhere here, and without a zone), a text that needs it is quoted. */
function csvCell({ name, storage }: ColumnProfile): string {
  const column = quoteName(name);
  const type = storage.toUpperCase();
  if (type === 'DATE') return `strftime(${column}, '%Y-%m-%d') AS ${column}`;
  if (kindOf(type) !== 'time') return `${valueSql(name, type)} AS ${column}`;
  const time = `CAST(${column} AS TIMESTAMP)`;
  const written = (format: string): string => `strftime(${time}, '${format}')`;
  const [whole, split] = [written('%Y-%m-%dT%H:%M:%S'), written('%Y-%m-%dT%H:%M:%S.%f')];
  return `CASE WHEN NOT isfinite(${time}) THEN NULL WHEN epoch_us(${time}) % 1000000 = 0 THEN ${whole} ELSE ${split} END AS ${column}`;
}

async function heldOutCard(
  data: DatasetCard,
  { path, rows }: { path: string; rows: number },
  { connection, signal }: Sql,
): Promise<DatasetCard> {
  const profile = await profileColumns(connection, { paths: [path], columns: data.columns, rows }, () => undefined, { signal });
  return {
    name: `held-out rows of ${data.name}`,
    paths: [path],
    sha256: await sha256File(path, { signal }),
    sizeBytes: (await stat(path)).size,
    format: 'parquet',
    options: {},
    rows,
    rejected: 0,
    duplicates: profile.duplicates,
    // What a column is was decided from all rows: some of them must not make it another.
    columns: profile.columns.map((column, index) => {
      const { type, storage, timeFormat } = data.columns[index] as ColumnProfile;
      return { ...column, type, storage, timeFormat };
    }),
    timeSpan: profile.timeSpan,
    columnar: [path],
    rejectedPath: null,
    questions: [],
    warnings: profile.warnings,
  };
}
