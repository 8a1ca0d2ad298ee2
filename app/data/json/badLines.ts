import { AppError } from '../../base/errors.ts';
import { quotePath } from '../columnarTable.ts';
import { quoteText, type Connection, type SqlOptions } from '../duckdb.ts';
import { objectBytes, type JsonFiles } from './jsonFiles.ts';

/** Looks at every line: those that are JSON objects are copied, the others set aside with their numbers. */
export async function setAsideBadLines(connection: Connection, files: JsonFiles, sql: SqlOptions): Promise<string> {
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
