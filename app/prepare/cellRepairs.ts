// Repairs of cells on their way into the model: whole columns in, whole columns out. Each cell is mended by itself, so that
// a row gets the same answer alone, in a batch and in the server. Features without repairs never come here.
import type { Repair } from '../api/schemas/repairs.ts';
import type { Column } from '../base/columns.ts';
import { AppError } from '../base/errors.ts';
import { createCategoryRepair } from './categoryRepair.ts';
import type { FeaturePlan, InputPlan } from './inputPlan.ts';
import { parseNumber } from './parseNumber.ts';
import { writeCell } from './textInput.ts';

type Numbers = (value: number) => number;
type Texts = (text: string) => string | null;

interface CellRepairs {
  /** NaN = missing. Null = numbers stay. */
  numbers: Numbers | null;
  /** Null = missing. */
  texts: Texts | null;
  /** Whether whole numbers stay whole. */
  keepsWhole: boolean;
}

/** Compiled once for each list of repairs. */
const compiled = new WeakMap<readonly Repair[], CellRepairs>();

function repairsOf(repairs: readonly Repair[]): CellRepairs {
  let made = compiled.get(repairs);
  if (!made) {
    const numbers = repairs.flatMap((repair) => numberRepair(repair) ?? []);
    const texts = repairs.flatMap((repair) => textRepair(repair) ?? []);
    made = {
      numbers: numbers.length === 0 ? null : (value) => numbers.reduce((mended, step) => step(mended), value),
      texts: texts.length === 0 ? null : (text) => texts.reduce<string | null>((t, step) => (t === null ? null : step(t)), text),
      keepsWhole: repairs.every(keepsWhole),
    };
    compiled.set(repairs, made);
  }
  return made;
}

function numberRepair(repair: Repair): Numbers | null {
  switch (repair.kind) {
    case 'sentinels': {
      const numbers = repair.values.filter((value) => typeof value === 'number');
      // A file of single precision holds -999.99 as the nearest single number.
      const set = new Set([...numbers, ...numbers.map(Math.fround)]);
      return numbers.length === 0 ? null : (value) => (set.has(value) ? NaN : value);
    }
    case 'clip': {
      const [low, high] = [repair.low ?? -Infinity, repair.high ?? Infinity];
      return (value) => (value < low ? low : value > high ? high : value);
    }
    case 'unit': {
      const { low, high, factors } = repair;
      return (value) => {
        if (!(value < low || value > high)) return value;
        const factor = factors.find((one) => value * one >= low && value * one <= high);
        return factor === undefined ? value : value * factor;
      };
    }
    case 'category':
      return null;
  }
}

function textRepair(repair: Repair): Texts | null {
  if (repair.kind === 'category') return createCategoryRepair(repair);
  if (repair.kind !== 'sentinels') return null;
  const plain = (text: string): string => text.trim().toLowerCase();
  const set = new Set(repair.values.filter((value) => typeof value === 'string').map(plain));
  return set.size === 0 ? null : (text) => (set.has(plain(text)) ? null : text);
}

function keepsWhole(repair: Repair): boolean {
  if (repair.kind === 'clip') return [repair.low, repair.high].every((bound) => bound === null || Number.isSafeInteger(bound));
  return repair.kind !== 'unit' || repair.factors.every(Number.isInteger);
}

/** @throws DATA_MISMATCH for a repair that no cell of this feature can meet */
export function checkRepairs(feature: FeaturePlan, input: InputPlan): void {
  const refuse = (why: string): AppError =>
    new AppError('DATA_MISMATCH', `A repair of "${feature.column}" cannot be done: ${why}.`, {
      hint: 'Take the repair out of the mapping, or correct it.',
      where: { column: feature.column, tensor: input.input },
    });
  if (feature.indicator !== undefined && input.type === 'string') {
    throw refuse('whether a cell is missing is a number, but the input takes text');
  }
  const hasTexts = input.type === 'string' || feature.cast === 'text-to-number' || feature.indicator === 'text';
  for (const repair of feature.repairs ?? []) {
    if (repair.kind === 'category' && !hasTexts) throw refuse('categories are texts, but the cells are numbers');
    if (repair.kind === 'clip' && (repair.low ?? -Infinity) > (repair.high ?? Infinity)) {
      throw refuse(`the lower bound ${String(repair.low)} lies above the upper one ${String(repair.high)}`);
    }
    if (repair.kind === 'unit' && repair.low > repair.high) {
      throw refuse(`the plausible range from ${repair.low} to ${repair.high} is empty`);
    }
  }
}

/** The column as the feature takes it: mended, or 1 and 0 for missing and not. The given one stays as it is. */
export function repairedColumn(feature: FeaturePlan, column: Column): Column {
  const mended = feature.repairs && feature.repairs.length > 0 ? mendedColumn(feature, feature.repairs, column) : column;
  return feature.indicator === undefined ? mended : missingCells(mended, feature.cast === 'text-to-number');
}

function mendedColumn(feature: FeaturePlan, repairs: readonly Repair[], column: Column): Column {
  const how = repairsOf(repairs);
  if (column.kind === 'text') return mendedTexts(column, textsOf(how, feature.cast));
  const numbers = how.numbers ? mendedNumbers(column, how.numbers, how.keepsWhole) : column;
  // Only where the input takes text; what a list of sentinels says in words means nothing to a number.
  const isWritten = feature.cast === 'number-to-text' || feature.cast === 'boolean-to-text';
  return how.texts && isWritten ? mendedTexts(writtenColumn(numbers, feature.cast), how.texts) : numbers;
}

/** What is done to a text; where it is a number as well (before or after), the repairs of numbers in their turn. */
function textsOf({ texts, numbers }: CellRepairs, cast: FeaturePlan['cast']): Texts {
  const asText: Texts = texts ?? ((text) => text);
  const asNumber: Texts = (text) => {
    const value = numbers ? parseNumber(text) : undefined;
    if (!numbers || value === undefined || value !== value) return text;
    const mended = numbers(value);
    if (mended !== mended) return null;
    return mended === value ? text : String(mended);
  };
  const steps = { 'text-to-number': [asText, asNumber], 'number-to-text': [asNumber, asText], 'boolean-to-text': [asText] };
  const all = cast ? steps[cast] : [asText];
  return (text) => all.reduce<string | null>((mended, step) => (mended === null ? null : step(mended)), text);
}

function mendedTexts(column: Column & { kind: 'text' }, mend: Texts): Column {
  const dictionary: string[] = [];
  const index = new Map<string, number>();
  const translated = column.dictionary.map((text) => {
    const mended = mend(text);
    if (mended === null) return -1;
    let code = index.get(mended);
    if (code === undefined) index.set(mended, (code = dictionary.push(mended) - 1));
    return code;
  });
  return { kind: 'text', dictionary, codes: column.codes.map((code) => (code < 0 ? -1 : (translated[code] as number))) };
}

function mendedNumbers(
  column: Exclude<Column, { kind: 'text' }>,
  mend: Numbers,
  isWhole: boolean,
): Column & { kind: 'number' | 'bigint' } {
  const { valid } = column;
  if (column.kind === 'bigint' && isWhole) return mendedBigints(column, mend);
  // Doubles, whatever came in: a bound is then the same number in a file of single precision and in the server.
  const values = new Float64Array(column.values.length);
  for (let row = 0; row < values.length; row++) {
    const value = Number(column.values[row]);
    values[row] = (valid !== null && valid[row] === 0) || value !== value ? NaN : mend(value);
  }
  return { kind: 'number', values, valid: null };
}

function mendedBigints(column: Column & { kind: 'bigint' }, mend: Numbers): Column & { kind: 'bigint' } {
  const values = column.values.slice();
  const valid = column.valid?.slice() ?? new Uint8Array(values.length).fill(1);
  for (let row = 0; row < values.length; row++) {
    if (valid[row] === 0) continue;
    const value = Number(values[row]);
    const mended = mend(value);
    if (mended !== mended) valid[row] = 0;
    else if (mended !== value) values[row] = BigInt(mended);
  }
  return { kind: 'bigint', values, valid };
}

function writtenColumn(column: Exclude<Column, { kind: 'text' }>, cast: FeaturePlan['cast']): Column & { kind: 'text' } {
  const codes = new Int32Array(column.values.length).fill(-1);
  const dictionary: string[] = [];
  const index = new Map<number | bigint, number>();
  for (let row = 0; row < codes.length; row++) {
    const value = column.values[row] as number | bigint;
    if (column.valid?.[row] === 0 || value !== value) continue;
    let code = index.get(value);
    if (code === undefined) index.set(value, (code = dictionary.push(writeCell(value, cast)) - 1));
    codes[row] = code;
  }
  return { kind: 'text', codes, dictionary };
}

function missingCells(column: Column, isNumber: boolean): Column {
  const rows = column.kind === 'text' ? column.codes.length : column.values.length;
  // Text that is read as a number may say "missing" in words.
  const saysMissing = column.kind === 'text' && isNumber ? column.dictionary.map((text) => Number.isNaN(parseNumber(text))) : [];
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const isMissing =
      column.kind === 'text'
        ? (column.codes[row] as number) < 0 || saysMissing[column.codes[row] as number] === true
        : column.valid?.[row] === 0 || column.values[row] !== column.values[row];
    values[row] = isMissing ? 1 : 0;
  }
  return { kind: 'number', values, valid: null };
}

/** What a cell holds; undefined = missing. */
function cellOf(column: Column, row: number): string | number | undefined {
  if (column.kind === 'text') {
    const code = column.codes[row] as number;
    return code < 0 ? undefined : column.dictionary[code];
  }
  const value = Number(column.values[row]);
  return column.valid?.[row] === 0 || value !== value ? undefined : value;
}

/** Rows whose cell a repair changed, the first `most`. Numbers that are only written as text are not changed. */
export function changedCells(before: Column, after: Column, most: number): number[] {
  const rows: number[] = [];
  const count = before.kind === 'text' ? before.codes.length : before.values.length;
  for (let row = 0; row < count && rows.length < most; row++) {
    const [was, is] = [cellOf(before, row), cellOf(after, row)];
    if (was !== is && (was === undefined || is === undefined || String(was) !== String(is))) rows.push(row);
  }
  return rows;
}
