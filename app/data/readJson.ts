import { createReadStream } from 'node:fs';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import type { Warning } from '../api/schemas/common.ts';
import { AppError } from '../base/errors.ts';
import { quotePath } from './columnarTable.ts';
import { quoteName, quoteText, type Connection, type SqlOptions } from './duckdb.ts';
import { describeParquet, type RawFile } from './rawTable.ts';
import { isLongSql, mayBeLong, roundedInJson, roundedWarning } from './roundedNumbers.ts';
import { repeatedName } from './repeatedName.ts';
import { renamedWarning, uniqueNames } from './uniqueNames.ts';

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
 * Lines that are not JSON objects, or name a value twice, go to the table `rejects`. Names that differ only in case are told apart.
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
    if (rows) {
      const read = await copyRows(connection, files, rows.path, 'newline_delimited', sql);
      return {
        ...read,
        warnings: [
          ...renamedWarning(rows.renamed, { file: files.shownName }),
          ...roundedWarning({ file: files.shownName }, rows.rounded),
          ...read.warnings,
        ],
      };
    }
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

function namedTwice(files: JsonFiles, name: string, cause: unknown): AppError {
  return new AppError('DATA_INVALID', `${files.shownName} names "${name}" twice in one object.`, {
    hint: 'Only one of the two values could be read, and nobody can tell which is meant. Give every value a name of its own.',
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
      return { name, plain };
    });
    const keys = await namesByCase(connection, reader, columns, sql);
    if (keys)
      warnings.push(
        ...renamedWarning(
          keys.flatMap(({ key, name }) => (key === name ? [] : [name])),
          { file: files.shownName },
        ),
      );
    if (await hasLongNumber(path, sql.signal)) {
      const named = keys ?? columns.map((column) => Object.assign(column, { key: column.name }));
      warnings.push(...(await keepDigits(connection, reader, named, sql)));
    }
    const rows = keys
      ? `SELECT ${keys.map(({ key, name, plain }) => `CAST(json_extract_string(json, ${quoteText(`$.${JSON.stringify(key)}`)}) AS ${plain}) AS ${quoteName(name)}`).join(', ')} FROM read_json_objects(${reader})`
      : `SELECT * FROM read_json(${reader}, columns = {${columns.map(({ name, plain }) => `${quoteText(name)}: ${quoteText(plain)}`).join(', ')}})`;
    await connection.run(`COPY (${rows}) TO ${quoteText(files.rawPath)} (FORMAT parquet, COMPRESSION snappy)`, sql);
    return { path: files.rawPath, columns: await describeParquet(connection, files.rawPath, sql), warnings };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why =
      error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/ in file "[^"]*"/, '').replace(/ Try.*$/, '') : '';
    const twice = /has duplicate key "(.*)"/.exec(why)?.[1];
    if (twice !== undefined && format === 'array') throw namedTwice(files, twice, error);
    throw damaged(files, why.replace(/^\w+( \w+)* Error: /, ''), error);
  }
}

/** Whether a number of more digits than a double holds may be anywhere in a file: most have none, and are not read twice. */
async function hasLongNumber(path: string, signal: AbortSignal | undefined): Promise<boolean> {
  let before = '';
  for await (const part of createReadStream(path, { encoding: 'latin1', highWaterMark: 1 << 20, signal })) {
    const text = before + (part as string);
    if (mayBeLong(text)) return true;
    before = text.slice(-200);
  }
  return false;
}

/**
 * Columns of whole numbers that no number type holds exactly become text, as they do in CSV; of others, says how many values are
 * rounded.
 * @param columns changed in place
 */
async function keepDigits(
  connection: Connection,
  reader: string,
  columns: { key: string; name: string; plain: string }[],
  sql: SqlOptions,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  for (const column of columns) {
    if (column.plain !== 'DOUBLE') continue;
    const key = JSON.stringify(column.key).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const written = `regexp_extract(json, ${quoteText(`${key}\\s*:\\s*(-?[0-9][0-9.eE+-]*)`)}, 1)`;
    const { rounded, other } = await connection.row<{ rounded: bigint; other: bigint }>(
      `SELECT count(*) FILTER (${isLongSql('written')}) AS rounded, ` +
        `count(*) FILTER (NOT regexp_full_match(written, '-?[0-9]*')) AS other ` +
        `FROM (SELECT ${written} AS written FROM read_json_objects(${reader}))`,
      sql,
    );
    if (Number(rounded) > 0 && Number(other) === 0) column.plain = 'VARCHAR';
    else warnings.push(...roundedWarning({ column: column.name }, Number(rounded)));
  }
  return warnings;
}

/**
 * DuckDB's names ignore case, and it finds the values of a name that it had to change under that name no more. Where names
 * differ only in case, what each column is called in the file and from here on; null where none do.
 */
async function namesByCase(
  connection: Connection,
  reader: string,
  columns: readonly { name: string; plain: string }[],
  sql: SqlOptions,
): Promise<{ key: string; name: string; plain: string }[] | null> {
  const lower = new Set(columns.map(({ name }) => name.toLowerCase()));
  if (!columns.some(({ name }) => lower.has(name.toLowerCase().replace(/_\d+$/, '')) && /_\d+$/.test(name))) return null;
  const { structure } = await connection.row<{ structure: string }>(
    `SELECT CAST(json_group_structure(json) AS VARCHAR) AS structure FROM read_json_objects(${reader})`,
    sql,
  );
  const keys = Object.entries(JSON.parse(structure) as Record<string, unknown>);
  const { names, renamed } = uniqueNames(keys.map(([key]) => key));
  if (renamed.length === 0) return null;
  return keys.map(([key, type], index) => ({
    key,
    name: names[index] as string,
    plain: typeof type === 'string' && /^(BIGINT|DOUBLE|BOOLEAN)$/.test(type) ? type : type === 'UBIGINT' ? 'BIGINT' : 'VARCHAR',
  }));
}

/** Looks at every line: those that are JSON objects are copied, the others set aside with their numbers. */
async function setAsideBadLines(connection: Connection, files: JsonFiles, sql: SqlOptions): Promise<string> {
  const lines =
    `(SELECT row_number() OVER () AS line, text FROM read_csv(${quotePath(files.plainPath)}, auto_detect = false, columns = {'text': 'VARCHAR'}, ` +
    `delim = '\x02', quote = '', escape = '', header = false, max_line_size = ${String(objectBytes)}, buffer_size = ${String(objectBytes * 2)}, compression = 'none'))`;
  await connection.run(
    `CREATE TABLE json_lines AS SELECT line, text, CASE WHEN NOT json_valid(text) THEN 'not valid JSON' ` +
      `WHEN json_type(text) <> 'OBJECT' THEN 'not a JSON object' ` +
      `WHEN len(json_keys(text)) <> len(list_distinct(json_keys(text))) THEN 'an object that names a value twice' END AS reason FROM ${lines} WHERE trim(coalesce(text, '')) <> ''`,
    sql,
  );
  await connection.run(
    `INSERT INTO rejects SELECT ${quoteText(files.shownName)}, line, NULL, reason, left(text, 10000) FROM json_lines WHERE reason IS NOT NULL ORDER BY line`,
    sql,
  );
  const [left] = await connection.rows<{ line: bigint; reason: string }>(
    'SELECT line, reason FROM json_lines WHERE NOT EXISTS (SELECT 1 FROM json_lines WHERE reason IS NULL) ORDER BY line LIMIT 1',
    sql,
  );
  if (left) {
    const line = Number(left.line);
    throw new AppError('DATA_INVALID', `No line of ${files.shownName} could be read: line ${String(line)} is ${left.reason}.`, {
      hint: 'Every line should be a JSON object of its own: {"column": value, …}.',
      where: { file: files.shownPath, line },
    });
  }
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
async function unwrap(files: JsonFiles): Promise<{ path: string; renamed: string[]; rounded: number } | null> {
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
  // What is named twice in an object, a parsed value has once.
  const twice = repeatedName(text);
  if (twice !== null) throw namedTwice(files, twice, null);
  const table = tableOf(value);
  if (!table) {
    throw new AppError('DATA_INVALID', `${files.shownName} is JSON, but not a table.`, {
      hint: 'Rows should be an array of objects: [{"column": value, …}, …].',
      where: { file: files.shownPath },
    });
  }
  const path = `${files.workPath}.jsonl`;
  await writeFile(path, linesOf(table.rows, files));
  return { path, renamed: table.renamed, rounded: roundedInJson(text) };
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

interface Table {
  rows: Record<string, unknown>[];
  /** Names that had to be made up or told apart. */
  renamed: string[];
}

function tableOf(value: unknown): Table | null {
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    if (list.length > 0 && list.every(isObject)) return asIs(list);
    // Rows without names, the first perhaps a header.
    if (list.length === 0 || !list.every((row) => Array.isArray(row))) return null;
    const [first, ...rest] = list as unknown[][];
    const header = rest.length > 0 && first?.every((cell) => typeof cell === 'string');
    const names = (first ?? []).map((cell, index) => (header ? String(cell) : `column${String(index + 1)}`));
    return named(names, header ? rest : (list as unknown[][]));
  }
  if (!isObject(value)) return null;
  const { columns, data } = value as { columns?: unknown; data?: unknown };
  if (Array.isArray(columns) && Array.isArray(data) && data.every((row) => Array.isArray(row))) {
    return named(columns.map(String), data as unknown[][]);
  }
  const entries = Object.entries(value);
  const lists = entries.filter(([, each]) => Array.isArray(each) && each.length > 0 && each.every(isObject));
  if (lists.length === 1) return asIs(lists[0]?.[1] as Record<string, unknown>[]);
  if (entries.length === 0) return null;
  if (entries.every(([, each]) => Array.isArray(each))) {
    const length = Math.max(...entries.map(([, each]) => (each as unknown[]).length));
    return asIs(
      Array.from({ length }, (_, row) =>
        Object.fromEntries(entries.map(([name, each]) => [name, (each as unknown[])[row] ?? null])),
      ),
    );
  }
  if (entries.every(([, each]) => isObject(each))) {
    // pandas' default: {"column": {"0": value, …}}
    const keys = [...new Set(entries.flatMap(([, each]) => Object.keys(each as object)))];
    return asIs(
      keys.map((key) =>
        Object.fromEntries(entries.map(([name, each]) => [name, (each as Record<string, unknown>)[key] ?? null])),
      ),
    );
  }
  return entries.every(([, each]) => !isObject(each) && !Array.isArray(each)) ? asIs([value]) : null;
}

const asIs = (rows: Record<string, unknown>[]): Table => ({ rows, renamed: [] });

/** Rows without names of their own, under the names of a header. */
function named(header: readonly string[], rows: readonly unknown[][]): Table {
  const { names, renamed } = uniqueNames(header);
  return { rows: rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))), renamed };
}
