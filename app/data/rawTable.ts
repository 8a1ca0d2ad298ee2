import { quotePath } from './columnarTable.ts';
import { quoteName, type Connection, type SqlOptions } from './duckdb.ts';

/** One input file as Parquet: what the reader of its format made of it, before types are decided. */
export interface RawFile {
  path: string;
  columns: { name: string; storage: string }[];
}

/** All files of a dataset as one table; a column that a file lacks is missing in its rows. */
export interface RawTable {
  files: (RawFile & { shownName: string; rows: number })[];
  columns: { name: string; storage: string }[];
}

export const rawRow = '__drydock_raw_row';
export const rawFile = '__drydock_raw_file';

/** Reads the columns of a Parquet file from its footer. */
export async function describeParquet(connection: Connection, path: string, sql: SqlOptions): Promise<RawFile['columns']> {
  const rows = await connection.rows<{ column_name: string; column_type: string }>(
    `DESCRIBE SELECT * FROM read_parquet(${quotePath(path)})`,
    sql,
  );
  return rows.map((row) => ({ name: row.column_name, storage: row.column_type }));
}

/**
 * The names of its columns that are not those a Parquet file gives them: DuckDB tells apart names that are empty or repeated.
 * @param columns as `describeParquet` has them
 */
export async function renamedInParquet(
  connection: Connection,
  path: string,
  columns: RawFile['columns'],
  sql: SqlOptions,
): Promise<string[]> {
  const nodes = await connection.rows<{ name: string; children: number | null }>(
    `SELECT name, CAST(num_children AS INTEGER) AS children FROM parquet_schema(${quotePath(path)})`,
    sql,
  );
  // The tree of the schema, every node before its children; the first is its root.
  const afterNode = (at: number): number => {
    let next = at + 1;
    for (let left = nodes[at]?.children ?? 0; left > 0 && next < nodes.length; left--) next = afterNode(next);
    return next;
  };
  const own: string[] = [];
  for (let at = 1; at < nodes.length; at = afterNode(at)) own.push(nodes[at]?.name ?? '');
  return columns.flatMap(({ name }, index) => (own[index] === name ? [] : [name]));
}

/** A FROM item: every column, the 0-based row within its file, the index of the file. */
export function rawUnion(table: RawTable, withPosition: boolean): string {
  const selects = table.files.map((file, index) => {
    const present = new Map(file.columns.map((column) => [column.name, column]));
    const columns = table.columns.map((column) => {
      const own = present.get(column.name);
      if (!own) return `CAST(NULL AS ${column.storage}) AS ${quoteName(column.name)}`;
      if (own.storage === column.storage) return quoteName(column.name);
      return `CAST(${quoteName(column.name)} AS ${column.storage}) AS ${quoteName(column.name)}`;
    });
    if (withPosition) columns.push(`file_row_number AS ${quoteName(rawRow)}`, `${String(index)} AS ${quoteName(rawFile)}`);
    return `SELECT ${columns.join(', ')} FROM read_parquet(${quotePath(file.path)}, file_row_number = true)`;
  });
  return `(${selects.join(' UNION ALL ')})`;
}

const whole = ['UTINYINT', 'TINYINT', 'USMALLINT', 'SMALLINT', 'UINTEGER', 'INTEGER', 'BIGINT'];

/** The type that holds the values of both; text when nothing else does. */
export function commonStorage(first: string, second: string): string {
  if (first === second) return first;
  if (first === '"NULL"') return second;
  if (second === '"NULL"') return first;
  const number = (storage: string): boolean => /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT)/.test(storage);
  if (whole.includes(first) && whole.includes(second)) return 'BIGINT';
  if (number(first) && number(second)) return 'DOUBLE';
  const time = (storage: string): boolean => /^(TIMESTAMP|DATE)/.test(storage);
  if (time(first) && time(second)) return 'TIMESTAMP';
  return 'VARCHAR';
}

/** Values of every text column from all over the files, for looking at. At most some 4,000 rows. */
export async function sampleTexts(
  connection: Connection,
  table: RawTable,
  names: readonly string[],
  sql: SqlOptions,
): Promise<Map<string, string[]>> {
  const texts = new Map<string, string[]>(names.map((name) => [name, []]));
  if (names.length === 0) return texts;
  const step = Math.max(1, Math.floor(table.files.length / 8));
  const chosen = table.files.filter((_, index) => index % step === 0 || index === table.files.length - 1);
  for (const file of chosen) {
    const own = file.columns.filter((column) => texts.has(column.name));
    if (own.length === 0) continue;
    const windows = 16;
    const width = Math.ceil(4000 / chosen.length / windows);
    const where =
      file.rows <= width * windows
        ? 'true'
        : Array.from({ length: windows }, (_, index) => {
            const from = Math.floor(((file.rows - width) * index) / (windows - 1));
            return `file_row_number BETWEEN ${String(from)} AND ${String(from + width - 1)}`;
          }).join(' OR ');
    const rows = await connection.rows<Record<string, string | null>>(
      `SELECT ${own.map((column) => `left(CAST(${quoteName(column.name)} AS VARCHAR), 200) AS ${quoteName(column.name)}`).join(', ')} ` +
        `FROM read_parquet(${quotePath(file.path)}, file_row_number = true) WHERE ${where}`,
      sql,
    );
    for (const row of rows) {
      for (const [name, text] of Object.entries(row)) if (text !== null && text.trim() !== '') texts.get(name)?.push(text.trim());
    }
  }
  // A column that is empty wherever we looked may hold something elsewhere.
  for (const [name, found] of texts) {
    if (found.length > 0) continue;
    const rows = await connection.rows<{ text: string }>(
      `SELECT left(CAST(${quoteName(name)} AS VARCHAR), 200) AS text FROM ${rawUnion(table, false)} ` +
        `WHERE ${quoteName(name)} IS NOT NULL AND trim(CAST(${quoteName(name)} AS VARCHAR)) <> '' LIMIT 500`,
      sql,
    );
    found.push(...rows.map((row) => row.text.trim()));
  }
  return texts;
}
