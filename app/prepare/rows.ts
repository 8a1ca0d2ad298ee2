import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { ColumnBatch } from '../base/columns.ts';
import { AppError } from '../base/errors.ts';
import { rulesOf, wrongCell } from './cellRules.ts';
import { packCells, unpackedRows, type PackedRows } from './packedRows.ts';
import { parseBoolean, parseNumber } from './parseNumber.ts';
import { plannedColumns } from './preparer.ts';

/** Columns that the plan reads and that none of these names is: probably misspelt by the sender. */
export function absentColumns(plan: PreparationPlan, names: Iterable<string>): string[] {
  const given = new Set(names);
  return plannedColumns(plan).filter((column) => !given.has(column));
}

/**
 * Named rows, as JSON objects: {column: value}. null, undefined and absent are missing; other keys are ignored. Throws
 * DATA_MISMATCH with row and column for a value of the wrong kind or one that the input cannot hold, and when the rows name none of the columns at all.
 */
export function packRows(plan: PreparationPlan, rows: Record<string, unknown>[]): PackedRows {
  rows.forEach((row, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new AppError('DATA_MISMATCH', `Row ${i + 1} is not an object of column names and values.`, {
        hint: 'Send rows such as {"age": 42, "city": "Rome"}.',
        where: { row: i + 1 },
      });
    }
  });
  if (rows.length > 0) refuseStrangers(plan, (column) => rows.some((row) => Object.hasOwn(row, column)));
  const columns = [...rulesOf(plan).keys()];
  return packCells(plan, rows.length, (row, at) => ownCell(rows[row] as Record<string, unknown>, columns[at] as string));
}

/** As packRows, one typed array for each column. */
export function rowsToBatch(plan: PreparationPlan, rows: Record<string, unknown>[]): ColumnBatch {
  return unpackedRows(plan, packRows(plan, rows));
}

/** What a row says of a column itself. What objects inherit are functions, and the one object `__proto__`: no texts, no numbers. */
function ownCell(cells: Record<string, unknown>, column: string): unknown {
  const value = cells[column];
  const maybeInherited = typeof value === 'function' || typeof value === 'object';
  return maybeInherited && !Object.hasOwn(cells, column) ? undefined : value;
}

/** Column names once, rows as arrays of values in that order. Throws as packRows does, and for a row of another length. */
export function packArrays(plan: PreparationPlan, columns: string[], rows: unknown[][]): PackedRows {
  if (rows.length > 0) refuseStrangers(plan, (column) => columns.includes(column));
  rows.forEach((row, i) => {
    if (!Array.isArray(row) || row.length !== columns.length) {
      throw new AppError('DATA_MISMATCH', `Row ${i + 1} does not have ${columns.length} values, one for each column.`, {
        hint: 'Send as many values as column names, null where one is missing.',
        where: { row: i + 1 },
      });
    }
  });
  const place = new Map(columns.map((name, i) => [name, i]));
  const places = Array.from(rulesOf(plan).keys(), (name) => place.get(name) ?? -1);
  return packCells(plan, rows.length, (row, at) => (rows[row] as unknown[])[places[at] as number]);
}

function refuseStrangers(plan: PreparationPlan, isGiven: (column: string) => boolean): void {
  const all = plannedColumns(plan);
  if (all.length === 0 || all.some(isGiven)) return;
  throw new AppError('DATA_MISMATCH', 'The rows have none of the columns that the model needs.', {
    hint: `The columns are: ${all.join(', ')}.`,
  });
}

/** Comma-separated text as in RFC 4180 -> records. Throws DATA_MISMATCH for a quote that is never closed. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  const endField = (): void => {
    record.push(field);
    field = '';
  };
  const endRecord = (): void => {
    endField();
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  };
  // By stretches: a text put together of single characters costs fifty times as much.
  const plain = /[^,\n\r]+/y;
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const char = text[i] as string;
    if (quoted) {
      const quote = text.indexOf('"', i);
      if (quote === -1) break;
      field += text.slice(i, quote);
      i = quote;
      if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === ',') endField();
    else if (char === '\n') endRecord();
    else if (char !== '\r') {
      plain.lastIndex = i;
      plain.test(text);
      field += text.slice(i, plain.lastIndex);
      i = plain.lastIndex - 1;
    } else if (text[i + 1] !== '\n') field += char;
  }
  if (quoted) {
    throw new AppError('DATA_MISMATCH', `A quote is never closed in record ${records.length + 1} of the CSV text.`, {
      hint: 'Close the quote; write a quote inside quotes twice.',
    });
  }
  if (field !== '' || record.length > 0) endRecord();
  return records;
}

/**
 * CSV text with a header line -> names, and rows of cells as JSON would have them. An empty cell is missing (null). Being
 * text, numbers are parsed: strictly, with DATA_MISMATCH naming row and column for what is none.
 */
export function csvToRows(plan: PreparationPlan, text: string): { columns: string[]; rows: unknown[][] } {
  const [header, ...records] = parseCsv(text);
  if (!header) {
    throw new AppError('DATA_MISMATCH', 'The CSV text is empty.', { hint: 'Send a header line and at least one row.' });
  }
  const rules = rulesOf(plan);
  const rows = records.map((record, row) =>
    record.map((cell, i) => {
      const name = header[i] ?? '';
      const rule = rules.get(name);
      if (cell === '') return null;
      if (rule === undefined || rule.kind === 'text') return cell;
      const value = rule.kind === 'boolean' ? parseBoolean(cell) : parseNumber(cell);
      if (value === undefined) throw wrongCell(cell, name, row, rule);
      return value;
    }),
  );
  return { columns: header, rows };
}
