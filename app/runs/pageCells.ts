// What pages of rows of a run need beside the predictions: an order, and the columns of the dataset.
import type { Cell } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import { columnarParts, quotePath, type ColumnarPart } from '../data/columnarTable.ts';
import { quoteName, type Connection } from '../data/duckdb.ts';
import { toCell } from '../data/toCell.ts';
import type { RunTable } from './runTable.ts';

/** What rows are ordered by; NaN counts as missing. */
export function sortSql(name: string, columns: { name: string; storage: string }[]): string {
  const column = columns.find((candidate) => candidate.name === name);
  if (!column) {
    throw new AppError('INVALID_INPUT', `There is no column "${name}" to sort by.`, {
      hint: 'Sort by another column.',
      where: { column: name },
    });
  }
  const quoted = quoteName(name);
  return /^(DOUBLE|FLOAT)$/.test(column.storage) ? `CASE WHEN isnan(${quoted}) THEN NULL ELSE ${quoted} END` : quoted;
}

/** The dataset columns of a few rows, by 1-based row number. */
export async function dataCells(
  connection: Connection,
  data: DatasetCard,
  table: Pick<RunTable, 'dataColumns'>,
  numbers: number[],
): Promise<Map<number, Cell[]>> {
  const cells = new Map<number, Cell[]>();
  if (table.dataColumns.length === 0 || numbers.length === 0) return cells;
  const selects = table.dataColumns.map(({ original, storage }, index) => `${cellSql(original, storage)} AS c${String(index)}`);
  for (const part of await columnarParts(connection, data.columnar)) {
    const local = numbers.map((number) => number - 1 - part.firstRow).filter((row) => row >= 0 && row < part.rows);
    if (local.length === 0) continue;
    const found = await connection.rows(`SELECT file_row_number AS n, ${selects.join(', ')} FROM ${partRows(part, local)}`);
    for (const row of found) {
      cells.set(
        Number(row['n']) + part.firstRow + 1,
        selects.map((_, index) => toCell(row[`c${String(index)}`])),
      );
    }
  }
  return cells;
}

/** The range lets DuckDB skip row groups. */
function partRows(part: ColumnarPart, rows: number[]): string {
  const range = `file_row_number BETWEEN ${String(Math.min(...rows))} AND ${String(Math.max(...rows))}`;
  return `read_parquet(${quotePath(part.path)}, file_row_number = true) WHERE ${range} AND file_row_number IN (${rows.join(', ')})`;
}

function cellSql(name: string, storage: string): string {
  const type = storage.toUpperCase();
  if (type.startsWith('TIMESTAMP')) return `CAST(${quoteName(name)} AS TIMESTAMP)`;
  if (/^(DOUBLE|FLOAT|U?(TINY|SMALL|BIG)INT|U?INTEGER|BOOLEAN|VARCHAR)$/.test(type)) return quoteName(name);
  return type.startsWith('DECIMAL') ? `CAST(${quoteName(name)} AS DOUBLE)` : `CAST(${quoteName(name)} AS VARCHAR)`;
}
