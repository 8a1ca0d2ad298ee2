import type { Warning } from '../api/schemas/common.ts';
import type { DataQuestion, ReadOptions } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import { counted } from '../base/counts.ts';
import { quoteName, quoteText, type AppendColumn, type Connection, type SqlOptions } from './duckdb.ts';
import { cellText, findTable, type ExcelCell, type ExcelTable } from './excelTable.ts';
import type { RawFile } from './rawTable.ts';
import type { SourceFile } from './sourceFile.ts';
import { renamedWarning } from './uniqueNames.ts';

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
 * @throws AppError DATA_MISREAD (no such sheet), DATA_INVALID (all empty), FILE_UNREADABLE.
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
  const tables = sheets.flatMap(({ sheet, data }) => {
    const table = findTable(data, options.header);
    return table ? [{ sheet, lines: data.length, table }] : [];
  });
  // A sheet of notes may come before the table.
  const usual = tables.find(({ table }) => table.rows.length > 0) ?? tables[0];
  const chosen = options.sheet === undefined ? usual : tables.find(({ sheet }) => sheet === options.sheet);
  if (!chosen) throw noTable(file, options, sheets);
  const questions: DataQuestion[] =
    options.sheet === undefined && tables.length > 1
      ? [
          {
            kind: 'sheet',
            question: `${file.shownName} has ${String(tables.length)} sheets with content. Which one is the data? "${chosen.sheet}" was read.`,
            choices: tables.map(({ sheet, lines }) => ({ value: sheet, label: sheet, example: counted(lines, 'row') })),
          },
        ]
      : [];
  const { names, rows, top, headerRows } = chosen.table;
  const warnings = headerWarnings(file, options, chosen.table);
  const columns = names.map((name, index) => columnOf(name, rows, index));
  warnings.push(...columns.flatMap((column) => cellWarnings(file, column)));
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
    firstLine: top + headerRows + 1,
    questions,
    warnings,
  };
}

function noTable(file: SourceFile, options: ReadOptions, sheets: readonly { sheet: string }[]): AppError {
  const { sheet } = options;
  const exists = sheets.some((one) => one.sheet === sheet);
  const message =
    sheet === undefined
      ? 'has no cell with content'
      : exists
        ? `has a sheet "${sheet}", but no cell of it has content`
        : `has no sheet "${sheet}"`;
  return new AppError(sheet === undefined ? 'DATA_INVALID' : 'DATA_MISREAD', `${file.shownName} ${message}.`, {
    hint: `Its sheets are: ${sheets.map((one) => one.sheet).join(', ')}.`,
    where: { file: file.path },
  });
}

function headerWarnings(file: SourceFile, options: ReadOptions, { names, renamed, top, headerRows }: ExcelTable): Warning[] {
  const where = { file: file.shownName, line: top + 1 };
  const warnings: Warning[] = [];
  if (headerRows === 2) {
    warnings.push({
      code: 'header-two-rows',
      message: `The header of ${file.shownName} has two rows; the names of groups were put before those of their columns: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}.`,
      where,
    });
  }
  if (headerRows === 0 && options.header === undefined) {
    warnings.push({
      code: 'header-missing',
      message: `${file.shownName} has no header row; its columns were named column1 to column${String(names.length)}.`,
      where: { file: file.shownName },
    });
  } else if (headerRows > 0) warnings.push(...renamedWarning(renamed, where));
  return warnings;
}

/** Excel counts days from the end of 1899: a time of day has no date but this one. */
const firstDay = Date.UTC(1900, 0, 1);

function cellWarnings(file: SourceFile, { name, cells }: { name: string; cells: readonly ExcelCell[] }): Warning[] {
  const where = { file: file.shownName, column: name };
  const present = cells.filter((cell) => cell !== null && cell !== '');
  if (present.length === 0) {
    return [
      {
        code: 'column-without-values',
        message: `Column "${name}" of ${file.shownName} has a name but no values.`,
        hint: 'Formulas that were never computed have none: open the workbook in Excel or LibreOffice and save it there. Cells with an error such as #DIV/0! count as missing.',
        where,
      },
    ];
  }
  if (!present.every((cell) => cell instanceof Date && cell.getTime() < firstDay)) return [];
  return [
    {
      code: 'time-without-date',
      message: `Column "${name}" of ${file.shownName} holds times of day or durations; they are read as times after 30 December 1899, as Excel counts them.`,
      hint: 'Where a model is to take them, give the cells a number format in the workbook (in hours, say).',
      where,
    },
  ];
}

/** The type all cells of a column share; text when they differ. */
function columnOf(
  name: string,
  rows: readonly ExcelCell[][],
  index: number,
): { name: string; storage: string; values: AppendColumn; cells: ExcelCell[] } {
  const cells = rows.map((row) => row[index] ?? null);
  const present = cells.filter((cell) => cell !== null && cell !== '');
  if (present.length > 0 && present.every((cell) => cell instanceof Date)) {
    const values = new BigInt64Array(cells.length);
    const valid = new Uint8Array(cells.length);
    for (const [row, cell] of cells.entries()) {
      if (!(cell instanceof Date) || Number.isNaN(cell.getTime())) continue;
      valid[row] = 1;
      const ms = cell.getTime();
      // A serial number is a fraction of a day, and what was 20:43:00 may come out a hair before it.
      values[row] = BigInt(ms % 1000 === 999 || ms % 1000 === -1 ? ms + 1 : ms) * 1000n;
    }
    return { name, storage: 'TIMESTAMP', values: { values, valid }, cells };
  }
  if (present.length > 0 && present.every((cell) => typeof cell === 'boolean')) {
    return { name, storage: 'BOOLEAN', values: cells.map((cell) => (cell === '' ? null : cell)), cells };
  }
  if (present.length > 0 && present.every((cell) => typeof cell === 'number')) {
    const whole = present.every((cell) => Number.isSafeInteger(cell));
    return {
      name,
      storage: whole ? 'BIGINT' : 'DOUBLE',
      values: cells.map((cell) => (typeof cell === 'number' ? (whole ? BigInt(cell) : cell) : null)),
      cells,
    };
  }
  return { name, storage: 'VARCHAR', values: cells.map((cell) => (cell === null ? null : cellText(cell))), cells };
}
