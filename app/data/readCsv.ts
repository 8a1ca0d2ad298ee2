import { open } from 'node:fs/promises';
import { count } from '../base/counts.ts';
import type { ReadOptions } from '../api/schemas/datasets.ts';
import type { Warning } from '../api/schemas/common.ts';
import { AppError } from '../base/errors.ts';
import { quotePath } from './columnarTable.ts';
import { detectDialect, type CsvDialect } from './csvDialect.ts';
import { quoteText, type Connection, type SqlOptions } from './duckdb.ts';
import { unifyLineEnds } from './unifyLineEnds.ts';
import { linesAt } from './plainText.ts';
import type { RawFile } from './rawTable.ts';
import { decodeHead } from './textEncoding.ts';

const headBytes = 512 * 1024;
/** Longer lines are rejected, not read: a missing quote would swallow the file otherwise. */
const longestLine = 16 * 1024 * 1024;
/** A rejected row of more lines than this is no cell with a line break in it. */
const manyLines = 10;
/** Texts of a column are written once each while they are few; looking for more of the same in long lists takes time and memory. */
const dictionaryBytes = 64 * 1024;

async function readHead(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    return decodeHead(buffer.subarray(0, bytesRead), 'utf-8').replace(/^\ufeff/, '');
  } finally {
    await file.close();
  }
}

const reasons: Record<string, string> = {
  'MISSING COLUMNS': 'too few columns',
  'TOO MANY COLUMNS': 'too many columns',
  'UNQUOTED VALUE': 'a quote is not closed, or text follows a closing quote',
  'LINE SIZE OVER MAXIMUM': 'the line is longer than 16 MB',
  'INVALID ENCODING': 'bytes that are not valid UTF-8',
  'INVALID STATE': 'the quoting is broken',
};

/**
 * One CSV file to a Parquet file of text columns; rows that do not fit go to the table `rejects`
 * with the line on which they start.
 * @param plainPath The file as UTF-8 text.
 * @param shownPath The file as the person knows it.
 * @returns `plainPath` as given, or a copy with line ends of one kind where they were mixed.
 */
export async function readCsv(
  connection: Connection,
  files: { index: number; plainPath: string; shownPath: string; shownName: string; rawPath: string; workPath: string },
  options: ReadOptions,
  sql: SqlOptions,
): Promise<RawFile & { plainPath: string; dialect: CsvDialect; warnings: Warning[] }> {
  const { shownName, rawPath } = files;
  let { plainPath } = files;
  const head = await readHead(plainPath);
  const { dialect, warnings } = detectDialect(head, options, shownName);
  const { names } = dialect;
  const columns = names.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ');
  const reader = (path: string): string =>
    `read_csv(${quotePath(path)}, auto_detect = false, columns = {${columns}}, delim = ${quoteText(dialect.delimiter)}, ` +
    `quote = ${quoteText(dialect.quote)}, escape = ${quoteText(dialect.escape)}, header = false, ${plainPath === files.plainPath ? '' : "new_line = '\\n', "}` +
    `skip = ${String(dialect.skipLines + (dialect.header ? 1 : 0))}, strict_mode = true, null_padding = false, ` +
    `max_line_size = ${String(longestLine)}, buffer_size = ${String(2 * longestLine)}, store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans', compression = 'none')`;
  const copy = (path: string): Promise<void> =>
    connection.run(
      `COPY (SELECT * FROM ${reader(path)}) TO ${quoteText(rawPath)} (FORMAT parquet, COMPRESSION snappy, STRING_DICTIONARY_PAGE_SIZE_LIMIT ${String(dictionaryBytes)})`,
      sql,
    );
  const unify = async (): Promise<void> => {
    plainPath = `${files.workPath}.lf`;
    await unifyLineEnds(files.plainPath, plainPath, dialect, sql.signal);
  };
  await connection.makeRoom(names.length);
  try {
    try {
      // DuckDB takes the first line end, be it inside of quotes, for the one of all records.
      if (/\r\n|\n|\r/.exec(head)?.[0] !== dialect.lineEnd) await unify();
      await copy(plainPath);
    } catch (error) {
      // DuckDB's strict parser wants one kind of line end throughout.
      if (!(error instanceof Error) || !error.message.includes('reached an invalid state')) throw error;
      await connection.run('DROP TABLE IF EXISTS csv_errors; DROP TABLE IF EXISTS csv_scans');
      await unify();
      await copy(plainPath);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new AppError('DATA_MISREAD', `${shownName} cannot be read as CSV: ${text.slice(0, 300)}`, {
      hint: 'Check the delimiter, quote and encoding in the reading options.',
      where: { file: files.shownPath },
      cause: error,
    });
  }
  const swallowed = await keepRejects(connection, files.index, plainPath, shownName, sql);
  if (swallowed) warnings.push(swallowed);
  return { path: rawPath, plainPath, columns: names.map((name) => ({ name, storage: 'VARCHAR' })), dialect, warnings };
}

/**
 * One reject per line, its physical line found from its byte position (DuckDB counts records). Returns a warning where one of them
 * took many lines with it: a quote that is never closed.
 */
async function keepRejects(
  connection: Connection,
  index: number,
  plainPath: string,
  shownName: string,
  sql: SqlOptions,
): Promise<Warning | null> {
  await connection.run(
    `INSERT INTO reject_starts SELECT DISTINCT ${String(index)}, CAST(line_byte_position AS BIGINT) FROM csv_errors`,
  );
  const errors = await connection.rows<{
    position: bigint;
    column: string | null;
    kind: string;
    text: string | null;
    ends: bigint;
  }>(
    `SELECT line_byte_position AS position, min_by(column_name, byte_position) AS "column", min_by(CAST(error_type AS VARCHAR), byte_position) AS kind, ` +
      `any_value(left(trim(csv_line, chr(10) || chr(13)), 10000)) AS text, any_value(length(trim(csv_line, chr(10) || chr(13))) - length(replace(trim(csv_line, chr(10) || chr(13)), chr(10), ''))) AS ends FROM csv_errors GROUP BY 1 ORDER BY 1`,
  );
  if (errors.length === 0) {
    await connection.run('DROP TABLE csv_errors; DROP TABLE csv_scans');
    return null;
  }
  const lines = await linesAt(
    plainPath,
    errors.map((error) => Number(error.position)),
    sql.signal,
  );
  const appender = await connection.appender('rejects');
  appender.append(
    [
      errors.map(() => shownName),
      BigInt64Array.from(lines.map(BigInt)),
      errors.map((error) => (error.kind === 'TOO MANY COLUMNS' || error.kind === 'MISSING COLUMNS' ? null : error.column)),
      errors.map((error) => reasons[error.kind] ?? error.kind.toLowerCase()),
      errors.map((error) => error.text),
    ],
    errors.length,
  );
  appender.close();
  await connection.run('DROP TABLE csv_errors; DROP TABLE csv_scans');
  const longest = errors.reduce((most, error, index) => (error.ends > (errors[most]?.ends ?? 0n) ? index : most), 0);
  const ends = Number(errors[longest]?.ends ?? 0n);
  if (ends < manyLines) return null;
  const line = lines[longest] ?? 0;
  return {
    code: 'lines-in-one-row',
    message: `${shownName}: one row that could not be read begins in line ${count(line)} and takes ${count(ends + 1)} lines, likely for a quote that is never closed.`,
    hint: 'Look at that line in the list of rejected rows, close the quote in the file (or say in the reading options that there are none), and read it again.',
    count: ends + 1,
    where: { row: line },
  };
}
