import type { Warning } from '../api/schemas/common.ts';
import type { DataQuestion, ReadOptions } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import { uniqueNames } from './csvDialect.ts';
import { quoteName, quoteText, type AppendColumn, type Connection, type SqlOptions } from './duckdb.ts';
import type { RawFile } from './rawTable.ts';
import type { SourceFile } from './sourceFile.ts';

type ExcelCell = string | number | boolean | Date | null;

export interface ExcelResult extends RawFile {
  sheet: string;
  /** 1-based line of the sheet on which the first row of data stands. */
  firstLine: number;
  questions: DataQuestion[];
  warnings: Warning[];
}

/**
 * One sheet of an Excel workbook to Parquet: the one named in the options, else the first that is not empty,
 * asking which where several are.
 * @throws AppError DATA_INVALID (no such sheet, all empty), FILE_UNREADABLE.
 */
export async function readExcel(
  connection: Connection,
  file: SourceFile,
  options: ReadOptions,
  rawPath: string,
  sql: SqlOptions,
): Promise<ExcelResult> {
  const { default: readWorkbook } = await import('read-excel-file/node');
  let sheets: { sheet: string; data: ExcelCell[][] }[];
  try {
    sheets = (await readWorkbook(file.path, { trim: false })) as unknown as { sheet: string; data: ExcelCell[][] }[];
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${file.shownName} is a damaged or protected Excel workbook.`, {
      hint: 'Open it in Excel or LibreOffice and save it again as .xlsx without a password, or as CSV.',
      where: { file: file.path },
      cause,
    });
  }
  const filled = sheets.filter((sheet) => sheet.data.some((row) => row.some((cell) => cell !== null && cell !== '')));
  const chosen = options.sheet === undefined ? filled[0] : sheets.find((sheet) => sheet.sheet === options.sheet);
  if (!chosen) {
    throw new AppError(
      'DATA_INVALID',
      options.sheet === undefined
        ? `${file.shownName} has no cell with content.`
        : `${file.shownName} has no sheet "${options.sheet}".`,
      { hint: `Its sheets are: ${sheets.map((sheet) => sheet.sheet).join(', ')}.`, where: { file: file.path } },
    );
  }
  const questions: DataQuestion[] =
    options.sheet === undefined && filled.length > 1
      ? [
          {
            kind: 'sheet',
            question: `${file.shownName} has ${String(filled.length)} sheets with content. Which one is the data? "${chosen.sheet}" was read.`,
            choices: filled.map((sheet) => ({
              value: sheet.sheet,
              label: sheet.sheet,
              example: `${String(sheet.data.length)} rows`,
            })),
          },
        ]
      : [];
  const blank = (row: ExcelCell[]): boolean => row.every((cell) => cell === null || cell === '');
  let top = chosen.data.findIndex((row) => !blank(row));
  const width = Math.max(...chosen.data.map((row) => row.length));
  // A title above the table fills one cell of many.
  const count = (row: ExcelCell[] | undefined): number => row?.filter((cell) => cell !== null && cell !== '').length ?? 0;
  while (width > 1 && count(chosen.data[top]) <= 1 && top + 1 < chosen.data.length) top++;
  const first = chosen.data[top] ?? [];
  const header = options.header ?? first.every((cell) => cell === null || typeof cell === 'string');
  const { names, renamed } = uniqueNames(
    Array.from({ length: width }, (_, index) => (header ? cellText(first[index] ?? null) : '')),
  );
  const rows = chosen.data.slice(header ? top + 1 : top).filter((row) => !blank(row));
  const warnings: Warning[] = [];
  if (!header && options.header === undefined) {
    warnings.push({
      code: 'header-missing',
      message: `${file.shownName} has no header row; its columns were named column1 to column${String(width)}.`,
      where: { file: file.shownName },
    });
  } else if (header && renamed.length > 0) {
    warnings.push({
      code: 'header-renamed',
      message: `${file.shownName} has empty or repeated column names; these were given new ones: ${renamed.slice(0, 10).join(', ')}.`,
      count: renamed.length,
      where: { file: file.shownName, line: top + 1 },
    });
  }
  const columns = names.map((name, index) => columnOf(name, rows, index));
  const table = 'excel_rows';
  await connection.run(
    `CREATE TABLE ${table} (${columns.map((column) => `${quoteName(column.name)} ${column.storage}`).join(', ')})`,
  );
  const appender = await connection.appender(table);
  appender.append(
    columns.map((column) => column.values),
    rows.length,
  );
  appender.close();
  await connection.run(`COPY ${table} TO ${quoteText(rawPath)} (FORMAT parquet, COMPRESSION snappy); DROP TABLE ${table}`, sql);
  return {
    path: rawPath,
    columns: columns.map(({ name, storage }) => ({ name, storage })),
    sheet: chosen.sheet,
    firstLine: (header ? top + 1 : top) + 1,
    questions,
    warnings,
  };
}

function cellText(cell: ExcelCell): string {
  if (cell === null) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

/** The type all cells of a column share; text when they differ. */
function columnOf(
  name: string,
  rows: readonly ExcelCell[][],
  index: number,
): { name: string; storage: string; values: AppendColumn } {
  const cells = rows.map((row) => row[index] ?? null);
  const present = cells.filter((cell) => cell !== null && cell !== '');
  if (present.length > 0 && present.every((cell) => cell instanceof Date)) {
    const values = new BigInt64Array(cells.length);
    const valid = new Uint8Array(cells.length);
    for (const [row, cell] of cells.entries()) {
      if (!(cell instanceof Date) || Number.isNaN(cell.getTime())) continue;
      valid[row] = 1;
      values[row] = BigInt(cell.getTime()) * 1000n;
    }
    return { name, storage: 'TIMESTAMP', values: { values, valid } };
  }
  if (present.length > 0 && present.every((cell) => typeof cell === 'boolean')) {
    return { name, storage: 'BOOLEAN', values: cells.map((cell) => (cell === '' ? null : cell)) };
  }
  if (present.length > 0 && present.every((cell) => typeof cell === 'number')) {
    const whole = present.every((cell) => Number.isSafeInteger(cell));
    return {
      name,
      storage: whole ? 'BIGINT' : 'DOUBLE',
      values: cells.map((cell) => (typeof cell === 'number' ? (whole ? BigInt(cell) : cell) : null)),
    };
  }
  return { name, storage: 'VARCHAR', values: cells.map((cell) => (cell === null ? null : cellText(cell))) };
}
