import type { Warning } from '../../api/schemas/common.ts';
import { AppError } from '../../base/errors.ts';
import { quotePath } from '../columnarTable.ts';
import { quoteName, quoteText, type Connection, type SqlOptions } from '../duckdb.ts';
import { describeParquet, type RawFile } from '../rawTable.ts';
import { roundedWarning } from '../roundedNumbers.ts';
import { renamedWarning } from '../uniqueNames.ts';
import { setAsideBadLines } from './badLines.ts';
import { hasLongNumber, keepDigits, namesByCase } from './jsonColumns.ts';
import { damaged, namedTwice, objectBytes, type JsonFiles } from './jsonFiles.ts';
import { unwrap } from './wrappedRows.ts';

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
    await connection.makeRoom(found.length);
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
