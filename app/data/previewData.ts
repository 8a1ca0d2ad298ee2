// What data are, from their beginning alone: for a person to look at while all of them are being read.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Cell } from '../api/schemas/common.ts';
import type { DataPreview, ReadOptions, SemanticType } from '../api/schemas/datasets.ts';
import { isAppError, isCancelled } from '../base/errors.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { quotePath } from './columnarTable.ts';
import { isDuckdbError, openDatabase, type Connection, type SqlOptions } from './duckdb.ts';
import { fileBeginning } from './fileBeginning.ts';
import { findFiles } from './findFiles.ts';
import { inspectDataFile } from './identifyDataFile.ts';
import { selectCell } from './pageRows.ts';
import { describeParquet } from './rawTable.ts';
import { readColumns } from './readDataset.ts';
import type { SourceFile } from './sourceFile.ts';
import { toCell } from './toCell.ts';

const shownRows = 200;
/** Texts with at most so many values among the rows shown are taken for categories. */
const fewValues = 20;

export interface PreviewContext {
  /** The beginning is kept there while it is looked at. */
  cacheDir: string;
  signal?: AbortSignal | undefined;
}

type Beginning = Pick<DataPreview, 'columns' | 'rows'>;

/**
 * The first file's beginning, read by the very code that reads all of it: the same dialect, encoding and rules for types, and
 * so the same answer wherever the rest is like the beginning. Takes the same time for a file of any size.
 * A file may be a stand-in that has only the first MB and the last part of the original, and nothing between.
 * @returns null where the beginning does not tell, or cannot be read: reading all of it will say why
 * @throws AppError CANCELLED
 */
export async function previewData(
  request: { paths: string[]; options: ReadOptions },
  context: PreviewContext,
): Promise<DataPreview | null> {
  const work = join(context.cacheDir, `.preview.${randomBytes(6).toString('hex')}.tmp`);
  const sql = { signal: context.signal };
  try {
    const paths = await findFiles(request.paths);
    const [path = ''] = paths;
    const kind = await inspectDataFile(path);
    await makeFolder(join(work, 'beginning'));
    const database = await openDatabase();
    try {
      const connection = await database.connect();
      const read = await readBeginning(connection, { path, kind }, request.options, work, sql).catch((error: unknown) => {
        if (kind.format !== 'parquet' || isCancelled(error)) throw error;
        // The rows lie where a stand-in has nothing; the footer has the columns all the same.
        return fromFooter(connection, path, sql);
      });
      return read && { file: basename(path), files: paths.length, format: kind.format, ...read };
    } finally {
      database.close();
    }
  } catch (error) {
    if (isCancelled(error)) throw error;
    if (isAppError(error) || isDuckdbError(error)) return null;
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function readBeginning(
  connection: Connection,
  file: Pick<SourceFile, 'path' | 'kind'>,
  options: ReadOptions,
  work: string,
  sql: SqlOptions,
): Promise<Beginning | null> {
  const beginning = await fileBeginning(file, options, join(work, 'beginning'), connection, sql);
  if (!beginning) return null;
  const source: SourceFile = { ...beginning, shownName: basename(file.path), sha256: '', sizeBytes: 0 };
  const how = { beginningOnly: true };
  const { built } = await readColumns(connection, [source], options, { folder: work, work }, () => sql, how);
  const found = await connection.rows(
    `SELECT ${built.columns.map(selectCell).join(', ')} FROM read_parquet(${quotePath(built.paths[0] ?? '')}) LIMIT ${String(shownRows)}`,
    sql,
  );
  const rows = found.map((row) => built.columns.map(({ name }) => toCell(row[name])));
  const columns = built.columns.map(({ name, storage }, index) => {
    const type = typeOf(storage);
    return { name, type: type === 'text' && isOfFewValues(rows, index) ? ('category' as const) : type };
  });
  return { columns, rows };
}

async function fromFooter(connection: Connection, path: string, sql: SqlOptions): Promise<Beginning> {
  const columns = await describeParquet(connection, path, sql);
  return { columns: columns.map(({ name, storage }) => ({ name, type: typeOf(storage) })), rows: [] };
}

function typeOf(storage: string): SemanticType {
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(storage)) return 'number';
  if (/^(TIMESTAMP|DATE)/.test(storage)) return 'datetime';
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(storage)) return 'integer';
  return storage === 'BOOLEAN' ? 'boolean' : storage.startsWith('ENUM') ? 'category' : 'text';
}

function isOfFewValues(rows: readonly Cell[][], column: number): boolean {
  const values = new Set(rows.map((row) => row[column]).filter((cell) => cell !== null));
  return values.size > 0 && values.size <= Math.min(fewValues, rows.length / 4);
}
