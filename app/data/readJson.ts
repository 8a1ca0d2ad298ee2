import { open, readFile, stat, writeFile } from 'node:fs/promises';
import type { Warning } from '../api/schemas/common.ts';
import { AppError } from '../base/errors.ts';
import { quotePath } from './columnarTable.ts';
import { quoteText, type Connection, type SqlOptions } from './duckdb.ts';
import { describeParquet, type RawFile } from './rawTable.ts';

const objectBytes = 64 * 1024 * 1024;
/** A single JSON object around the rows is taken apart in memory. */
const wrappedLimit = 256 * 1024 * 1024;

export interface JsonFiles {
  plainPath: string;
  shownPath: string;
  shownName: string;
  rawPath: string;
  workPath: string;
}

/**
 * JSON Lines, a JSON array of objects, or the objects pandas writes (by column, split, records inside a property) to Parquet.
 * Lines that are not JSON objects go to the table `rejects`.
 * @throws AppError DATA_INVALID, FILE_UNREADABLE.
 */
export async function readJson(
  connection: Connection,
  files: JsonFiles,
  format: 'json' | 'jsonl',
  sql: SqlOptions,
): Promise<RawFile & { warnings: Warning[] }> {
  if (format === 'json') {
    const rows = await unwrap(files);
    if (rows) return copyRows(connection, files, rows, 'newline_delimited', sql);
    return copyRows(connection, files, files.plainPath, 'array', sql);
  }
  try {
    return await copyRows(connection, files, files.plainPath, 'newline_delimited', sql);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'FILE_UNREADABLE') throw error;
    const good = await setAsideBadLines(connection, files, sql);
    return copyRows(connection, files, good, 'newline_delimited', sql);
  }
}

function damaged(files: JsonFiles, why: string, cause: unknown): AppError {
  return new AppError('FILE_UNREADABLE', `${files.shownName} is not valid JSON: ${why.slice(0, 300)}`, {
    hint: 'It may have been cut off or edited by hand. Get it again, or correct the place named.',
    where: { file: files.shownPath },
    cause,
  });
}

async function copyRows(
  connection: Connection,
  files: JsonFiles,
  path: string,
  format: 'array' | 'newline_delimited',
  sql: SqlOptions,
): Promise<RawFile & { warnings: Warning[] }> {
  const reader = `${quotePath(path)}, format = '${format}', maximum_object_size = ${String(objectBytes)}, compression = 'uncompressed'`;
  const warnings: Warning[] = [];
  try {
    const found = await connection.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE SELECT * FROM read_json(${reader}, sample_size = -1, records = true, convert_strings_to_integers = false)`,
      sql,
    );
    if (found.length === 0 || (found.length === 1 && found[0]?.column_name === 'json')) {
      throw new AppError('DATA_INVALID', `${files.shownName} holds no objects with named values.`, {
        hint: 'Rows should be JSON objects: {"column": value, …}.',
        where: { file: files.shownPath },
      });
    }
    const columns = found.map(({ column_name: name, column_type: type }) => {
      // Dates are read by one set of rules in every format, and never guessed: here they stay text.
      const plain = /^(BIGINT|UBIGINT|DOUBLE|BOOLEAN)$/.test(type) ? type : 'VARCHAR';
      if (/^(STRUCT|MAP|JSON)|\]$/.test(type)) {
        warnings.push({
          code: 'nested-column',
          message: `Column "${name}" holds nested or mixed values; they are shown as JSON text.`,
          hint: 'Models take flat columns: unnest it before if it is a feature.',
          where: { column: name },
        });
      }
      return `${quoteText(name)}: ${quoteText(plain)}`;
    });
    await connection.run(
      `COPY (SELECT * FROM read_json(${reader}, columns = {${columns.join(', ')}})) TO ${quoteText(files.rawPath)} (FORMAT parquet, COMPRESSION snappy)`,
      sql,
    );
    return { path: files.rawPath, columns: await describeParquet(connection, files.rawPath, sql), warnings };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why =
      error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/ in file "[^"]*"/, '').replace(/ Try.*$/, '') : '';
    throw damaged(files, why.replace(/^\w+( \w+)* Error: /, ''), error);
  }
}

/** Looks at every line: those that are JSON objects are copied, the others set aside with their numbers. */
async function setAsideBadLines(connection: Connection, files: JsonFiles, sql: SqlOptions): Promise<string> {
  const lines =
    `(SELECT row_number() OVER () AS line, text FROM read_csv(${quotePath(files.plainPath)}, auto_detect = false, columns = {'text': 'VARCHAR'}, ` +
    `delim = '\x02', quote = '', escape = '', header = false, max_line_size = ${String(objectBytes)}, buffer_size = ${String(objectBytes * 2)}, compression = 'none'))`;
  await connection.run(
    `CREATE TABLE json_lines AS SELECT line, text, CASE WHEN NOT json_valid(text) THEN 'not valid JSON' ` +
      `WHEN json_type(text) <> 'OBJECT' THEN 'not a JSON object' END AS reason FROM ${lines} WHERE trim(coalesce(text, '')) <> ''`,
    sql,
  );
  await connection.run(
    `INSERT INTO rejects SELECT ${quoteText(files.shownName)}, line, NULL, reason, left(text, 10000) FROM json_lines WHERE reason IS NOT NULL ORDER BY line`,
    sql,
  );
  const good = `${files.workPath}.jsonl`;
  await connection.run(
    `COPY (SELECT text FROM json_lines WHERE reason IS NULL ORDER BY line) TO ${quoteText(good)} ` +
      `(FORMAT csv, HEADER false, DELIMITER '\x02', QUOTE '', ESCAPE '', COMPRESSION none); DROP TABLE json_lines`,
    sql,
  );
  return good;
}

const unclosed = 'the closing bracket of its array is missing.';

/** The first and the last character that is not blank, of the first and last 4 KB. */
async function outerCharacters(path: string, size: number): Promise<(string | undefined)[]> {
  const file = await open(path, 'r');
  try {
    const part = Buffer.alloc(Math.min(size, 4096));
    await file.read(part, 0, part.length, 0);
    const first = part.toString('utf8').trimStart().at(0);
    await file.read(part, 0, part.length, size - part.length);
    return [first, part.toString('latin1').trimEnd().at(-1)];
  } finally {
    await file.close();
  }
}

/** Rows from a top-level object as JSON Lines; null when the file is an array that DuckDB reads itself. */
async function unwrap(files: JsonFiles): Promise<string | null> {
  const { size } = await stat(files.plainPath);
  if (size > wrappedLimit) {
    const [first, last] = await outerCharacters(files.plainPath, size);
    if (first === '[' && last !== ']') throw damaged(files, unclosed, null);
    return null;
  }
  const text = (await readFile(files.plainPath, 'utf8')).replace(/^\ufeff/, '');
  if (/^\s*\[\s*\{/.test(text)) {
    // DuckDB takes the rows before a cut as if they were all.
    if (!text.trimEnd().endsWith(']')) throw damaged(files, unclosed, null);
    return null;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(files, error instanceof Error ? error.message : '', error);
  }
  if (Array.isArray(value) && value.length === 0) {
    throw new AppError('DATA_INVALID', `${files.shownName} has no rows: its array is empty.`, {
      hint: 'Get the data again.',
      where: { file: files.shownPath },
    });
  }
  const rows = rowsOf(value);
  if (!rows) {
    throw new AppError('DATA_INVALID', `${files.shownName} is JSON, but not a table.`, {
      hint: 'Rows should be an array of objects: [{"column": value, …}, …].',
      where: { file: files.shownPath },
    });
  }
  const path = `${files.workPath}.jsonl`;
  await writeFile(path, linesOf(rows, files));
  return path;
}

/** @throws DATA_INVALID for cells in cells in cells, deeper than the stack of a program. */
function linesOf(rows: readonly Record<string, unknown>[], files: JsonFiles): string {
  try {
    return rows.map((row) => JSON.stringify(row)).join('\n');
  } catch (error) {
    if (error instanceof RangeError) throw damaged(files, 'its lists are nested too deeply.', error);
    throw error;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function rowsOf(value: unknown): Record<string, unknown>[] | null {
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    if (list.length > 0 && list.every(isObject)) return list;
    // Rows without names, the first perhaps a header.
    if (list.length === 0 || !list.every((row) => Array.isArray(row))) return null;
    const [first, ...rest] = list as unknown[][];
    const header = rest.length > 0 && first?.every((cell) => typeof cell === 'string');
    const names = (first ?? []).map((cell, index) => (header ? String(cell) : `column${String(index + 1)}`));
    return (header ? rest : (list as unknown[][])).map((row) =>
      Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])),
    );
  }
  if (!isObject(value)) return null;
  const { columns, data } = value as { columns?: unknown; data?: unknown };
  if (Array.isArray(columns) && Array.isArray(data) && data.every((row) => Array.isArray(row))) {
    return (data as unknown[][]).map((row) =>
      Object.fromEntries(columns.map((name, index) => [String(name), row[index] ?? null])),
    );
  }
  const entries = Object.entries(value);
  const lists = entries.filter(([, each]) => Array.isArray(each) && each.length > 0 && each.every(isObject));
  if (lists.length === 1) return lists[0]?.[1] as Record<string, unknown>[];
  if (entries.length === 0) return null;
  if (entries.every(([, each]) => Array.isArray(each))) {
    const length = Math.max(...entries.map(([, each]) => (each as unknown[]).length));
    return Array.from({ length }, (_, row) =>
      Object.fromEntries(entries.map(([name, each]) => [name, (each as unknown[])[row] ?? null])),
    );
  }
  if (entries.every(([, each]) => isObject(each))) {
    // pandas' default: {"column": {"0": value, …}}
    const keys = [...new Set(entries.flatMap(([, each]) => Object.keys(each as object)))];
    return keys.map((key) =>
      Object.fromEntries(entries.map(([name, each]) => [name, (each as Record<string, unknown>)[key] ?? null])),
    );
  }
  return entries.every(([, each]) => !isObject(each) && !Array.isArray(each)) ? [value] : null;
}
