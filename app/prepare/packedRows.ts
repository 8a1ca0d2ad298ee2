// Rows as a plan takes them in: the numbers of all columns in one array, the texts in another. An array for each column would cost
// more than all else that is done with a single row.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { Column, ColumnBatch } from '../base/columns.ts';
import { remembered } from '../base/remembered.ts';
import { rulesOf, wrongCell, type CellRule } from './cellRules.ts';

/** Column after column, `rowCount` values each. Which columns these are, and in which order, follows from the plan. */
export interface PackedRows {
  rowCount: number;
  /** Numbers and truth values. `valid` has one byte a value, 1 = present; null when nothing is missing. */
  numbers: { values: Float64Array; valid: Uint8Array | null };
  /** Null in a plan without columns of text. Missing = code -1; a dictionary for each column. */
  texts: { codes: Int32Array; dictionaries: string[][] } | null;
}

interface PackedColumn {
  name: string;
  rule: CellRule;
  /** Place among the columns of its kind. */
  place: number;
}

interface PackedPlan {
  columns: readonly PackedColumn[];
  numbers: readonly string[];
  texts: readonly string[];
}

/** The columns of packed rows, in the order of the plan. */
export const packedPlan = remembered((plan: PreparationPlan): PackedPlan => {
  const numbers: string[] = [];
  const texts: string[] = [];
  const columns = Array.from(rulesOf(plan), ([name, rule]) => ({
    name,
    rule,
    place: (rule.kind === 'text' ? texts : numbers).push(name) - 1,
  }));
  return { columns, numbers, texts };
});

/** @throws DATA_MISMATCH with row and column for what is no number, or none that the model can take */
function checkedNumber(value: unknown, row: number, { name, rule }: PackedColumn): number {
  const number = rule.kind === 'boolean' && typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number') throw wrongCell(value, name, row, rule);
  if (rule.kind === 'boolean' && number !== 0 && number !== 1) throw wrongCell(value, name, row, rule);
  // NaN, which only CSV can say, is a missing value.
  const isWhole = !rule.whole || number !== number || Number.isInteger(number);
  if (number < rule.least || number > rule.most || !isWhole) throw wrongCell(value, name, row, rule);
  return number;
}

/**
 * Packs cells, asked for by row and by place of the column in `packedPlan`; null and undefined are missing.
 * @throws DATA_MISMATCH with row and column for a value of the wrong kind, or one that the input cannot hold
 */
export function packCells(plan: PreparationPlan, rowCount: number, cellOf: (row: number, column: number) => unknown): PackedRows {
  const { columns, numbers, texts } = packedPlan(plan);
  const values = new Float64Array(numbers.length * rowCount);
  const codes = new Int32Array(texts.length * rowCount).fill(-1);
  const dictionaries = texts.map(() => new Map<string, number>());
  let valid: Uint8Array | null = null;
  for (let row = 0; row < rowCount; row++) {
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at] as PackedColumn;
      const value = cellOf(row, at);
      const isMissing = value === null || value === undefined;
      const to = column.place * rowCount + row;
      if (column.rule.kind !== 'text') {
        if (!isMissing) {
          values[to] = checkedNumber(value, row, column);
          continue;
        }
        valid ??= new Uint8Array(values.length).fill(1);
        valid[to] = 0;
      } else if (!isMissing) {
        if (typeof value !== 'string') throw wrongCell(value, column.name, row, column.rule);
        codes[to] = codeOf(value, dictionaries[column.place] as Map<string, number>);
      }
    }
  }
  const found = texts.length > 0 ? { codes, dictionaries: dictionaries.map((dictionary) => [...dictionary.keys()]) } : null;
  return { rowCount, numbers: { values, valid }, texts: found };
}

function codeOf(text: string, dictionary: Map<string, number>): number {
  let code = dictionary.get(text);
  if (code === undefined) {
    code = dictionary.size;
    dictionary.set(text, code);
  }
  return code;
}

/** The same rows with a typed array for each column, all of them parts of the packed ones. */
export function unpackedRows(plan: PreparationPlan, { rowCount, numbers, texts }: PackedRows): ColumnBatch {
  const { columns } = packedPlan(plan);
  const unpacked = columns.map(({ name, rule, place }): [string, Column] => {
    const [from, to] = [place * rowCount, (place + 1) * rowCount];
    if (rule.kind === 'text') {
      const { codes, dictionaries } = texts ?? { codes: new Int32Array(0), dictionaries: [] };
      return [name, { kind: 'text', codes: codes.subarray(from, to), dictionary: dictionaries[place] ?? [] }];
    }
    const { values, valid } = numbers;
    return [name, { kind: 'number', values: values.subarray(from, to), valid: valid?.subarray(from, to) ?? null }];
  });
  // By entries, not by assignment: a column may be called `__proto__`.
  return { firstRow: 0, rowCount, columns: Object.fromEntries(unpacked) };
}

/**
 * Rows of all parts, which are of one plan, one after the other.
 * @throws RangeError where there are none
 */
export function mergePackedRows(parts: readonly PackedRows[]): PackedRows {
  const [first] = parts;
  if (!first) throw new RangeError('There is nothing to put together.');
  if (parts.length === 1) return first;
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const some = parts.find((part) => part.rowCount > 0) ?? first;
  const columns = some.rowCount === 0 ? 0 : some.numbers.values.length / some.rowCount;
  const values = new Float64Array(columns * rowCount);
  const valid = parts.some((part) => part.numbers.valid) ? new Uint8Array(values.length).fill(1) : null;
  let base = 0;
  for (const part of parts) {
    const from = part.numbers;
    for (let column = 0, at = 0; column < columns; column++) {
      // Most parts have few rows: a loop over them costs less than a copy by the runtime.
      for (let row = 0, to = column * rowCount + base; row < part.rowCount; row++, at++, to++) {
        values[to] = from.values[at] as number;
        if (valid && from.valid) valid[to] = from.valid[at] as number;
      }
    }
    base += part.rowCount;
  }
  return { rowCount, numbers: { values, valid }, texts: first.texts && mergeTexts(parts, first.texts.dictionaries.length) };
}

/** Each part keeps its own stretch of the dictionary. */
function mergeTexts(parts: readonly PackedRows[], columns: number): NonNullable<PackedRows['texts']> {
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const codes = new Int32Array(columns * rowCount);
  let to = 0;
  const dictionaries = Array.from({ length: columns }, (_, column) => {
    const dictionary: string[] = [];
    for (const { texts, rowCount: count } of parts) {
      const base = dictionary.length;
      for (let row = 0; row < count; row++, to++) {
        const code = texts?.codes[column * count + row] ?? -1;
        codes[to] = code < 0 ? -1 : code + base;
      }
      for (const text of texts?.dictionaries[column] ?? []) dictionary.push(text);
    }
    return dictionary;
  });
  return { codes, dictionaries };
}
