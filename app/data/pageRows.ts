import type { Cell, PageRequest, RowPage } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import { replaceFile } from '../storage/atomicWrite.ts';
import { columnarParts, columnarTable, quotePath, type ColumnarPart } from './columnarTable.ts';
import { openDatabase, quoteName, quoteText, type Connection, type SqlOptions } from './duckdb.ts';
import { filterSql } from './rowFilter.ts';
import { toCell } from './toCell.ts';

interface PagedColumn {
  name: string;
  type: string;
  storage: string;
}

const rowName = '__drydock_row';
const placeName = '__drydock_place';

/** How a column is selected so that `toCell` shows it well. */
export function selectCell(column: Pick<PagedColumn, 'name' | 'storage'>): string {
  const name = quoteName(column.name);
  const storage = column.storage.toUpperCase();
  if (storage.startsWith('TIMESTAMP')) return `CAST(${name} AS TIMESTAMP) AS ${name}`;
  if (/^(DATE|TIME|UUID|BLOB|INTERVAL|ENUM|STRUCT|MAP|UNION|BIT)/.test(storage) || storage.endsWith(']'))
    return `CAST(${name} AS VARCHAR) AS ${name}`;
  if (storage.startsWith('DECIMAL')) return `CAST(${name} AS DOUBLE) AS ${name}`;
  return name;
}

/** Rows by number, kept beside the dataset: a Parquet file with `finding`, `place`, `row` (0-based) and `note`. */
export interface KeptNumbers {
  path: string;
  finding: string;
}

interface PageOptions extends SqlOptions {
  /** Only these rows, in the order of their places; the note of each comes first. */
  kept?: KeptNumbers;
}

async function pageOf(
  connection: Connection,
  parts: readonly ColumnarPart[],
  columns: readonly PagedColumn[],
  page: PageRequest,
  { kept, ...options }: PageOptions,
): Promise<RowPage> {
  const row = quoteName(rowName);
  const numbersOf =
    kept && `(SELECT "row", place, note FROM read_parquet(${quotePath(kept.path)}) WHERE finding = ${quoteText(kept.finding)})`;
  const table = numbersOf
    ? `(SELECT d.*, k.place AS ${placeName} FROM ${columnarTable(parts, rowName)} d JOIN ${numbersOf} k ON d.${row} = k."row")`
    : columnarTable(parts, rowName);
  const where = filterSql(page.filters, columns);
  const allRows = parts.reduce((sum, part) => sum + part.rows, 0);
  const all = page.filters.length === 0 && !kept;
  const total = all
    ? allRows
    : Number((await connection.row<{ n: bigint }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`, options)).n);
  // First the numbers of the rows wanted, from the few columns that decide; then those rows whole.
  let numbers: number[];
  if (all && !page.sort) {
    const last = Math.min(page.offset + page.limit, allRows);
    numbers = Array.from({ length: Math.max(0, last - page.offset) }, (_, index) => page.offset + index);
  } else {
    const order = page.sort ? `${sortKey(page.sort.column, columns)} ${page.sort.descending ? 'DESC' : 'ASC'} NULLS LAST, ` : '';
    const found = await connection.rows<{ row: bigint }>(
      `SELECT ${row} AS row FROM ${table} WHERE ${where} ORDER BY ${order}${kept ? placeName : row} ` +
        `LIMIT ${String(page.limit)} OFFSET ${String(page.offset)}`,
      options,
    );
    numbers = found.map((each) => Number(each.row));
  }
  const rows = new Map<number, Cell[]>();
  for (const part of parts) {
    const inside = numbers.filter((number) => number >= part.firstRow && number < part.firstRow + part.rows);
    if (inside.length === 0) continue;
    const local = inside.map((number) => number - part.firstRow);
    // Consecutive rows as a range: DuckDB skips the row groups outside of it.
    const first = Math.min(...local);
    const last = Math.max(...local);
    const range = `file_row_number >= ${String(first)} AND file_row_number <= ${String(last)}`;
    const exact = last - first + 1 === local.length ? '' : ` AND file_row_number IN (${local.join(', ')})`;
    const selected = columns.map(selectCell).join(', ');
    const found = await connection.rows(
      `SELECT file_row_number AS ${row}${selected ? `, ${selected}` : ''} ` +
        `FROM read_parquet(${quotePath(part.path)}, file_row_number = true) WHERE ${range}${exact}`,
      options,
    );
    for (const each of found) {
      rows.set(
        Number(each[rowName]) + part.firstRow,
        columns.map((column) => toCell(each[column.name])),
      );
    }
  }
  const notes =
    numbersOf && numbers.length > 0 ? await notesOf(connection, numbersOf, numbers, options) : new Map<number, string>();
  const noted = notes.size > 0;
  return {
    columns: [
      ...(noted ? [{ name: noteName(columns), type: 'text' }] : []),
      ...columns.map(({ name, type }) => ({ name, type })),
    ],
    rowNumbers: numbers.map((number) => number + 1),
    rows: numbers.map((number) => [
      ...(noted ? [notes.get(number) ?? null] : []),
      ...(rows.get(number) ?? columns.map(() => null)),
    ]),
    offset: page.offset,
    total,
  };
}

/** What was said of each row; empty where nothing was. */
async function notesOf(
  connection: Connection,
  numbersOf: string,
  numbers: readonly number[],
  options: SqlOptions,
): Promise<Map<number, string>> {
  const found = await connection.rows<{ row: bigint; note: string }>(
    `SELECT "row", note FROM ${numbersOf} WHERE note IS NOT NULL AND "row" IN (${numbers.join(', ')})`,
    options,
  );
  return new Map(found.map(({ row, note }) => [Number(row), note]));
}

function noteName(columns: readonly PagedColumn[]): string {
  let name = 'why';
  while (columns.some((column) => column.name === name)) name += ' ';
  return name;
}

function sortKey(name: string, columns: readonly PagedColumn[]): string {
  const column = columns.find((candidate) => candidate.name === name);
  if (!column) {
    throw new AppError('INVALID_INPUT', `There is no column "${name}" to sort by.`, {
      hint: 'Sort by another column.',
      where: { column: name },
    });
  }
  return /^(DOUBLE|FLOAT)$/.test(column.storage)
    ? `CASE WHEN isnan(${quoteName(name)}) THEN NULL ELSE ${quoteName(name)} END`
    : quoteName(name);
}

async function withParts<T>(
  paths: readonly string[],
  work: (connection: Connection, parts: ColumnarPart[]) => Promise<T>,
): Promise<T> {
  const database = await openDatabase();
  try {
    const connection = await database.connect();
    return await work(connection, await columnarParts(connection, paths));
  } finally {
    database.close();
  }
}

/**
 * A page of the dataset, filtered and sorted; without a sort in the order of the file. Missing values sort last.
 * @throws AppError INVALID_INPUT (unknown column, value that cannot be compared), FILE_UNREADABLE, CANCELLED.
 */
export async function pageRows(card: DatasetCard, page: PageRequest, options: SqlOptions = {}): Promise<RowPage> {
  return withParts(card.columnar, (connection, parts) => pageOf(connection, parts, card.columns, page, options));
}

/**
 * A page of rows that were kept by number, in the order they were kept in, with a first column that says why of each where
 * that is known. Filters and sort are of the columns of the dataset.
 * @throws AppError INVALID_INPUT, FILE_UNREADABLE, CANCELLED.
 */
export async function pageKeptRows(
  card: DatasetCard,
  kept: KeptNumbers,
  page: PageRequest,
  options: SqlOptions = {},
): Promise<RowPage> {
  return withParts(card.columnar, (connection, parts) => pageOf(connection, parts, card.columns, page, { ...options, kept }));
}

const rejectedColumns: PagedColumn[] = [
  { name: 'file', type: 'text', storage: 'VARCHAR' },
  { name: 'line', type: 'integer', storage: 'BIGINT' },
  { name: 'column', type: 'text', storage: 'VARCHAR' },
  { name: 'reason', type: 'text', storage: 'VARCHAR' },
  { name: 'text', type: 'text', storage: 'VARCHAR' },
];

/** A page of the rows that could not be read: file, line, column, reason, text. Empty when there are none. */
export async function pageRejected(card: DatasetCard, page: PageRequest, options: SqlOptions = {}): Promise<RowPage> {
  const { rejectedPath } = card;
  if (rejectedPath === null) {
    return {
      columns: rejectedColumns.map(({ name, type }) => ({ name, type })),
      rowNumbers: [],
      rows: [],
      offset: page.offset,
      total: 0,
    };
  }
  return withParts([rejectedPath], (connection, parts) => pageOf(connection, parts, rejectedColumns, page, options));
}

/** Writes the rejected rows as CSV (UTF-8, comma, header); only the header when there are none. Returns the path. */
export async function exportRejected(card: DatasetCard, toCsvPath: string): Promise<string> {
  const database = await openDatabase();
  try {
    const connection = await database.connect();
    const source =
      card.rejectedPath === null
        ? `(SELECT ${rejectedColumns.map((column) => `'' AS ${quoteName(column.name)}`).join(', ')} WHERE false)`
        : `read_parquet(${quotePath(card.rejectedPath)})`;
    await replaceFile(toCsvPath, async (temporary) => {
      await connection.run(
        `COPY (SELECT * FROM ${source}) TO ${quoteText(temporary)} (FORMAT csv, HEADER true, DELIMITER ',', COMPRESSION none)`,
      );
    });
    return toCsvPath;
  } finally {
    database.close();
  }
}
