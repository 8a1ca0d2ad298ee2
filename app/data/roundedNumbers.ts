// Numbers of more digits than a double-precision number holds: everything is computed with doubles, and they are rounded for it.
import type { Warning } from '../api/schemas/common.ts';
import { quoteText } from './duckdb.ts';

/** Decimals of so many digits come back from a double as they were (DBL_DIG). */
const safeDigits = 15;

/**
 * SQL that counts the values of a column that a double does not give back as they were written; null for types that cannot have
 * any. A wide BIGINT stays whole on its way into an int64 input, and is told where it meets a float input.
 * @param value the column as SQL
 * @param storage its type, as DuckDB names it
 */
export function roundedSql(value: string, storage: string): string | null {
  const digits = /^DECIMAL\((\d+)/.exec(storage)?.[1];
  const back =
    digits !== undefined && Number(digits) > safeDigits
      ? `CAST(CAST(${value} AS DOUBLE) AS VARCHAR)`
      : storage === 'UBIGINT'
        ? `CAST(${value} AS DOUBLE)`
        : null;
  return back === null ? null : `count(*) FILTER (TRY_CAST(${back} AS ${storage}) IS DISTINCT FROM ${value})`;
}

/** A number as it is written, with a digit other than 0 behind 17 others: its nearest double is another number. For JavaScript and DuckDB. */
const longNumber = '[1-9][^0-9A-Za-z+-]?(?:[0-9][^0-9A-Za-z+-]?){16,80}[1-9]';
/** No shorter text is such a number. */
const shortest = 18;

export const mayBeLong = (text: string): boolean => new RegExp(longNumber).test(text);

/** SQL: whether a text that is a number has more digits than a double holds. Looks closely at long texts alone. */
export function isLongSql(text: string): string {
  return `(CASE WHEN strlen(${text}) >= ${String(shortest)} THEN regexp_matches(${text}, ${quoteText(longNumber)}) ELSE false END)`;
}

/** How many numbers of a JSON text come back from a double as others than they were written. */
export function roundedInJson(text: string): number {
  if (!/[0-9](?:\.?[0-9]){15}/.test(text)) return 0;
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  let count = 0;
  for (const [number] of bare.matchAll(/-?[0-9][0-9.]{15,}(?:[eE][+-]?[0-9]+)?/g)) {
    const isWhole = /^-?[0-9]+$/.test(number);
    if (isWhole ? BigInt(Number(number)) !== BigInt(number) : mayBeLong(number)) count++;
  }
  return count;
}

/**
 * Says how many values are rounded. None where none is.
 * @param where the column, or the file where its reader cannot tell the columns
 */
export function roundedWarning(where: { column: string } | { file: string }, count: number): Warning[] {
  if (count === 0) return [];
  const what = 'column' in where ? `Column "${where.column}"` : where.file;
  return [
    {
      code: 'digits-lost',
      message: `${what} has ${count.toLocaleString('en-US')} ${count === 1 ? 'number' : 'numbers'} of more digits than a double-precision number holds (15 to 17); ${count === 1 ? 'it is' : 'they are'} rounded.`,
      hint: 'That hardly matters for a measurement. If the digits tell things apart (a code, an id), write them as text: in quotes in JSON, with a letter before them in CSV.',
      count,
      where,
    },
  ];
}

/** The double nearest to `unscaled` / 10^`scale`. */
export function decimalNumber(unscaled: bigint, scale: number): number {
  const whole = Number(unscaled);
  // Both exact: their quotient is rounded once.
  if (Number.isSafeInteger(whole) && scale >= 0 && scale <= 22) return whole / 10 ** scale;
  return Number(`${String(unscaled)}e${String(-scale)}`);
}

/** Whether the shortest text of `value` is the decimal `unscaled` / 10^`scale`. */
export function holdsDecimal(value: number, unscaled: bigint, scale: number): boolean {
  if (unscaled === 0n) return true;
  const text = String(unscaled < 0n ? -unscaled : unscaled);
  if (text.length <= safeDigits) return true;
  const [digits = '', exponent] = Math.abs(value).toExponential().replace('.', '').split('e');
  return Number(exponent) === text.length - 1 - scale && withoutZeros(digits) === withoutZeros(text);
}

const withoutZeros = (digits: string): string => digits.replace(/0+$/, '');
