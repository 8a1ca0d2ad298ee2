import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { ColumnBatch } from '../base/columns.ts';
import { throwIfAborted } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { count } from '../base/counts.ts';
import { columnarParts, quotePath } from './columnarTable.ts';
import { columnKind, columnReader, type ColumnReader } from './columnReader.ts';
import { openDatabase, quoteName, type Connection } from './duckdb.ts';

/** Columns with at most this many texts get one dictionary for all batches: 8 to 20 times faster than by row. */
const dictionaryLimit = 2000;
/** Collecting all texts of a column reads the whole of it: not worth it for a few rows. */
const fewRows = 4096;

export interface BatchRequest {
  columns: string[];
  /** Rows of every batch but the last. */
  batchRows: number;
  /** 0-based, inclusive; for going on after an interruption. */
  startRow?: number | undefined;
  /** 0-based, exclusive. */
  endRow?: number | undefined;
  signal?: AbortSignal | undefined;
  /** DuckDB's threads; 1 leaves the other cores to inference. */
  threads?: number | undefined;
  memoryLimit?: string | undefined;
}

/**
 * The rows of a dataset in order, as columns of typed arrays; memory stays flat.
 * Arrays are new for every batch, so they can be transferred to another thread.
 * @throws AppError FILE_UNREADABLE, DATA_MISMATCH (no such column), CANCELLED.
 */
export async function* readBatches(card: DatasetCard, request: BatchRequest): AsyncGenerator<ColumnBatch, void, undefined> {
  const profiles = request.columns.map((name) => profileOf(card, name));
  const startRow = request.startRow ?? 0;
  const endRow = Math.min(request.endRow ?? card.rows, card.rows);
  if (startRow >= endRow) return;
  const database = await openDatabase({ threads: request.threads ?? 1, memoryLimit: request.memoryLimit });
  try {
    const connection = await database.connect();
    const parts = await columnarParts(connection, card.columnar);
    const readers: ColumnReader[] = [];
    for (const [index, profile] of profiles.entries()) {
      const texts =
        endRow - startRow < fewRows && endRow - startRow < card.rows
          ? null
          : await createEnum(connection, card, profile, `text${String(index)}`, request.signal);
      readers.push(columnReader(profile, texts));
    }
    // A row without columns still counts.
    const select = readers.length > 0 ? readers.map((reader) => reader.sql).join(', ') : '1';
    let filled = 0;
    let firstRow = startRow;
    let capacity = Math.min(request.batchRows, endRow - firstRow);
    for (const reader of readers) reader.begin(capacity);
    for (const part of parts) {
      const from = Math.max(0, startRow - part.firstRow);
      const to = Math.min(part.rows, endRow - part.firstRow);
      if (from >= to) continue;
      const range =
        from === 0 && to === part.rows ? '' : ` WHERE file_row_number >= ${String(from)} AND file_row_number < ${String(to)}`;
      const sql = `SELECT ${select} FROM read_parquet(${quotePath(part.path)}, file_row_number = true)${range}`;
      for await (const chunk of connection.stream(sql, { signal: request.signal })) {
        for (let row = 0; row < chunk.rowCount;) {
          const take = Math.min(chunk.rowCount - row, capacity - filled);
          for (let column = 0; column < readers.length; column++) {
            (readers[column] as ColumnReader).copy(chunk, column, row, row + take, filled);
          }
          filled += take;
          row += take;
          if (filled < capacity) continue;
          throwIfAborted(request.signal);
          yield finish(request.columns, readers, firstRow, filled);
          firstRow += filled;
          filled = 0;
          capacity = Math.min(request.batchRows, endRow - firstRow);
          for (const reader of readers) reader.begin(capacity);
        }
      }
    }
    if (firstRow < endRow) {
      throw new AppError('FILE_UNREADABLE', `The data ended after ${count(firstRow + filled)} of ${count(card.rows)} rows.`, {
        hint: 'The file changed since it was opened. Open the data again.',
        where: { file: card.columnar[0] },
      });
    }
  } finally {
    database.close();
  }
}

function profileOf(card: DatasetCard, name: string): ColumnProfile {
  const profile = card.columns.find((column) => column.name === name);
  if (profile) return profile;
  throw new AppError('DATA_MISMATCH', `The dataset ${card.name} has no column "${name}".`, {
    hint: `Its columns are: ${card.columns
      .slice(0, 20)
      .map((column) => column.name)
      .join(', ')}.`,
    where: { column: name },
  });
}

function finish(names: readonly string[], readers: readonly ColumnReader[], firstRow: number, rowCount: number): ColumnBatch {
  // Not by assignment: a column may be called `__proto__`.
  const columns = Object.fromEntries(names.map((name, index) => [name, (readers[index] as ColumnReader).end(rowCount)]));
  return { firstRow, rowCount, columns };
}

/** All texts of a column with few of them as a DuckDB type; null where the column has too many or is not text. */
async function createEnum(
  connection: Connection,
  card: DatasetCard,
  profile: ColumnProfile,
  name: string,
  signal: AbortSignal | undefined,
): Promise<{ name: string; values: string[] } | null> {
  if (columnKind(profile) !== 'text' || profile.distinct > dictionaryLimit || profile.distinct === 0) return null;
  const column = quoteName(profile.name);
  const files = card.columnar.map(quotePath).join(', ');
  const values = await connection.rows<{ value: string }>(
    `SELECT DISTINCT CAST(${column} AS VARCHAR) AS value FROM read_parquet([${files}]) WHERE ${column} IS NOT NULL ORDER BY 1`,
    { signal },
  );
  if (values.length === 0 || values.length > 60_000) return null;
  const texts = values.map((row) => row.value);
  await connection.run(
    `CREATE TEMP TYPE ${quoteName(name)} AS ENUM (SELECT DISTINCT CAST(${column} AS VARCHAR) AS v FROM read_parquet([${files}]) ` +
      `WHERE ${column} IS NOT NULL ORDER BY v)`,
    { signal },
  );
  return { name, values: texts };
}
