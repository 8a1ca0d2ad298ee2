import { AppError } from '../base/errors.ts';
import { quoteName, quoteText, type Connection } from './duckdb.ts';

/** One Parquet file of a dataset and the index (0-based) of its first row in the whole. */
export interface ColumnarPart {
  path: string;
  firstRow: number;
  rows: number;
}

/**
 * Row counts from the Parquet footers; no data is read.
 * @throws AppError FILE_UNREADABLE when a file has vanished or is damaged.
 */
export async function columnarParts(connection: Connection, paths: readonly string[]): Promise<ColumnarPart[]> {
  const parts: ColumnarPart[] = [];
  let firstRow = 0;
  for (const path of paths) {
    let rows: number;
    try {
      const found = await connection.row<{ rows: bigint }>(
        `SELECT CAST(sum(num_rows) AS BIGINT) AS rows FROM parquet_file_metadata(${quotePath(path)})`,
      );
      rows = Number(found.rows);
    } catch (error) {
      throw new AppError('FILE_UNREADABLE', `The columnar file cannot be read: ${path}`, {
        hint: 'It was moved, deleted or damaged since the data was opened. Open the data again.',
        where: { file: path },
        cause: error,
      });
    }
    parts.push({ path, firstRow, rows });
    firstRow += rows;
  }
  return parts;
}

/** A path as SQL; DuckDB would expand `*`, `?` and `[` in it. */
export function quotePath(path: string): string {
  return quoteText(path.replaceAll(/[[*?]/g, (character) => `[${character}]`));
}

/** A FROM item with all rows and the 0-based number of each in `rowName`. */
export function columnarTable(parts: readonly ColumnarPart[], rowName: string): string {
  const selects = parts.map(
    (part) =>
      `SELECT * EXCLUDE (file_row_number), file_row_number + ${String(part.firstRow)} AS ${quoteName(rowName)} ` +
      `FROM read_parquet(${quotePath(part.path)}, file_row_number = true)`,
  );
  return `(${selects.join(' UNION ALL BY NAME ')})`;
}
