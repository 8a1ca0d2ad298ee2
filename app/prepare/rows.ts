import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { TensorType } from '../api/schemas/models.ts';
import type { Column, ColumnBatch } from '../base/columns.ts';
import { AppError } from '../base/errors.ts';
import { remembered } from '../base/remembered.ts';
import { isExactNumber, isIntegerType } from './exactNumber.ts';
import type { FeaturePlan, InputPlan } from './inputPlan.ts';
import { parseBoolean, parseNumber } from './parseNumber.ts';
import { plannedColumns } from './preparer.ts';

/** What the cells of a column must be: the kind they had in the validated data. */
export type CellKind = 'number' | 'boolean' | 'text';

function cellKind(input: InputPlan, feature: FeaturePlan): CellKind {
  if (feature.indicator !== undefined) return feature.indicator;
  if (feature.cast === 'text-to-number') return 'text';
  if (feature.cast === 'boolean-to-text') return 'boolean';
  if (feature.cast === 'number-to-text') return 'number';
  if (input.type === 'string') return 'text';
  return input.type === 'bool' ? 'boolean' : 'number';
}

interface CellRule {
  kind: CellKind;
  /** Of the inputs that take the cell as a number. */
  types: TensorType[];
}

/** A server asks for each request. */
const rulesOf = remembered((plan: PreparationPlan): Map<string, CellRule> => {
  const rules = new Map<string, CellRule>();
  for (const input of plan.inputs) {
    for (const feature of input.features) {
      const kind = cellKind(input, feature);
      const known = rules.get(feature.column);
      // What a repair may change need not fit before it; an indicator asks nothing of the value.
      const isFree = feature.repairs !== undefined || feature.indicator !== undefined;
      const types = kind === 'number' && input.type !== 'string' && !isFree ? [input.type] : [];
      // A column that feeds numbers and truth values holds numbers.
      if (!known) rules.set(feature.column, { kind, types });
      else rules.set(feature.column, { kind: kind === 'number' ? kind : known.kind, types: [...known.types, ...types] });
    }
  }
  return rules;
});

/** What the cells of each column must be, in the order in which the plan names the columns. */
export function cellKinds(plan: PreparationPlan): Map<string, CellKind> {
  return new Map([...rulesOf(plan)].map(([name, { kind }]) => [name, kind]));
}

/** Columns whose cells are true and false; everywhere else a truth value is refused. */
export function truthColumns(plan: PreparationPlan): Set<string> {
  return new Set([...rulesOf(plan)].filter(([, { kind }]) => kind === 'boolean').map(([name]) => name));
}

/** In words: what a cell must be. */
function wantedOf({ kind, types }: CellRule): string {
  const whole = types.find(isIntegerType);
  if (whole) return `a whole number (${whole})`;
  return { number: 'a number', boolean: 'true, false, 0 or 1', text: 'a text' }[kind];
}

function wrongCell(value: unknown, column: string, row: number, rule: CellRule, misfit?: TensorType): AppError {
  const shown = typeof value === 'number' ? String(value) : (JSON.stringify(value)?.slice(0, 60) ?? typeof value);
  const wanted = misfit && !isIntegerType(misfit) ? `a number that ${misfit} can hold` : wantedOf(rule);
  const instead = rule.kind === 'number' && typeof value === 'boolean' ? `Send ${Number(value)} for ${value}` : `Send ${wanted}`;
  return new AppError('DATA_MISMATCH', `Row ${row + 1}: "${column}" takes ${wanted}, but got ${shown}.`, {
    hint: `${instead}, or null where it is missing. Nothing is converted silently.`,
    where: { row: row + 1, column },
  });
}

/** Grows a column cell by cell; null and undefined are missing. */
function createColumn(
  name: string,
  rule: CellRule,
  rowCount: number,
): { set(row: number, value: unknown): void; column: Column } {
  const { kind, types } = rule;
  if (kind === 'text') {
    const codes = new Int32Array(rowCount).fill(-1);
    const dictionary: string[] = [];
    const index = new Map<string, number>();
    return {
      column: { kind: 'text', codes, dictionary },
      set(row, value) {
        if (typeof value !== 'string') throw wrongCell(value, name, row, rule);
        let code = index.get(value);
        if (code === undefined) {
          code = dictionary.push(value) - 1;
          index.set(value, code);
        }
        codes[row] = code;
      },
    };
  }
  const values = new Float64Array(rowCount);
  const valid = new Uint8Array(rowCount);
  return {
    column: { kind: 'number', values, valid },
    set(row, value) {
      const number = kind === 'boolean' && typeof value === 'boolean' ? Number(value) : value;
      if (typeof number !== 'number') throw wrongCell(value, name, row, rule);
      if (kind === 'boolean' && number !== 0 && number !== 1) throw wrongCell(value, name, row, rule);
      // NaN, which only CSV can say, is a missing value.
      const misfit = number === number ? types.find((type) => !isExactNumber(number, type)) : undefined;
      if (misfit || Math.abs(number) === Infinity) throw wrongCell(value, name, row, rule, misfit);
      values[row] = number;
      valid[row] = 1;
    },
  };
}

function buildBatch(plan: PreparationPlan, rowCount: number, cellOf: (row: number, column: string) => unknown): ColumnBatch {
  const columns: [string, Column][] = [];
  for (const [name, rule] of rulesOf(plan)) {
    const builder = createColumn(name, rule, rowCount);
    for (let row = 0; row < rowCount; row++) {
      const value = cellOf(row, name);
      if (value !== null && value !== undefined) builder.set(row, value);
    }
    columns.push([name, builder.column]);
  }
  return { firstRow: 0, rowCount, columns: Object.fromEntries(columns) };
}

/** Columns that the plan reads and that none of these names is: probably misspelt by the sender. */
export function absentColumns(plan: PreparationPlan, names: Iterable<string>): string[] {
  const given = new Set(names);
  return plannedColumns(plan).filter((column) => !given.has(column));
}

/**
 * Named rows, as JSON objects: {column: value}. null, undefined and absent are missing; other keys are ignored. Throws
 * DATA_MISMATCH with row and column for a value of the wrong kind or one that the input cannot hold, and when the rows name none of the columns at all.
 */
export function rowsToBatch(plan: PreparationPlan, rows: Record<string, unknown>[]): ColumnBatch {
  const names = new Set<string>();
  rows.forEach((row, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new AppError('DATA_MISMATCH', `Row ${i + 1} is not an object of column names and values.`, {
        hint: 'Send rows such as {"age": 42, "city": "Rome"}.',
        where: { row: i + 1 },
      });
    }
    for (const name of Object.keys(row)) names.add(name);
  });
  refuseStrangers(plan, names, rows.length);
  return buildBatch(plan, rows.length, (row, column) => {
    const cells = rows[row] as Record<string, unknown>;
    return Object.hasOwn(cells, column) ? cells[column] : undefined;
  });
}

/** Column names once, rows as arrays of values in that order. Throws as rowsToBatch does, and for a row of another length. */
export function arraysToBatch(plan: PreparationPlan, columns: string[], rows: unknown[][]): ColumnBatch {
  refuseStrangers(plan, columns, rows.length);
  const place = new Map(columns.map((name, i) => [name, i]));
  rows.forEach((row, i) => {
    if (!Array.isArray(row) || row.length !== columns.length) {
      throw new AppError('DATA_MISMATCH', `Row ${i + 1} does not have ${columns.length} values, one for each column.`, {
        hint: 'Send as many values as column names, null where one is missing.',
        where: { row: i + 1 },
      });
    }
  });
  return buildBatch(plan, rows.length, (row, column) => {
    const at = place.get(column);
    return at === undefined ? undefined : (rows[row] as unknown[])[at];
  });
}

function refuseStrangers(plan: PreparationPlan, names: Iterable<string>, rowCount: number): void {
  const absent = absentColumns(plan, names);
  const all = plannedColumns(plan);
  if (rowCount === 0 || all.length === 0 || absent.length < all.length) return;
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
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const char = text[i] as string;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === ',') endField();
    else if (char === '\n') endRecord();
    else if (char !== '\r' || text[i + 1] !== '\n') field += char;
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
