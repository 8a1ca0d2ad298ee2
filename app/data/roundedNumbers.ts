// Numbers of more digits than a double-precision number holds: everything is computed with doubles, and they are rounded for it.
import type { Warning } from '../api/schemas/common.ts';

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

/** Says how many values of a column are rounded. None where none is. */
export function roundedWarning(column: string, count: number): Warning[] {
  if (count === 0) return [];
  return [
    {
      code: 'digits-lost',
      message: `Column "${column}" has ${count.toLocaleString('en-US')} ${count === 1 ? 'value' : 'values'} of more digits than a double-precision number holds (15 to 17); ${count === 1 ? 'it is' : 'they are'} rounded.`,
      hint: 'That hardly matters for a measurement. If the digits tell things apart (a code, an id), write the column as text.',
      count,
      where: { column },
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
