import { quoteText } from './duckdb.ts';

export type Decimal = '.' | ',';

const plain = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const plainComma = /^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$/;
// Thousands: spaces (also the narrow and the unbreakable), apostrophes, and the mark that is not the decimal one.
const groupedPoint = /^[+-]?\d{1,3}([,'\u2019 \u00a0\u202f])\d{3}(\1\d{3})*(\.\d+)?$/;
const groupedComma = /^[+-]?\d{1,3}([.'\u2019 \u00a0\u202f])\d{3}(\1\d{3})*(,\d+)?$/;
const infinite = /^[+-]?inf(inity)?$/i;

export function isNumber(text: string, decimal: Decimal): boolean {
  return (
    infinite.test(text) ||
    (decimal === '.' ? plain.test(text) || groupedPoint.test(text) : plainComma.test(text) || groupedComma.test(text))
  );
}

export function isGrouped(text: string, decimal: Decimal): boolean {
  return (decimal === '.' ? groupedPoint : groupedComma).test(text);
}

export const isInteger = (text: string): boolean => /^[+-]?\d+$/.test(text);

/** 007 is a code, not a number: its zeros mean something. */
export const hasLeadingZero = (text: string): boolean => /^[+-]?0\d+$/.test(text);

/** A whole number beyond 64 bits: as a double it would lose digits. */
export const isTooLong = (text: string): boolean =>
  isInteger(text) && text.length > 18 && BigInt.asIntN(64, BigInt(text)) !== BigInt(text);

/**
 * What the texts of a file say about its decimal mark: `1,5` and `1.234,5` speak for the comma, `1.5` and `1,234.5`
 * for the point, `1,234` for neither.
 */
export function decimalEvidence(texts: Iterable<string>): { comma: number; point: number; unclear: number } {
  let comma = 0;
  let point = 0;
  let unclear = 0;
  for (const text of texts) {
    if (/^[+-]?\d{1,3},\d{3}$/.test(text)) unclear++;
    else if (plainComma.test(text) && text.includes(',')) comma++;
    else if (groupedComma.test(text) && text.includes(',')) comma++;
    else if (plain.test(text) && text.includes('.') && !/^[+-]?\d{1,3}\.\d{3}$/.test(text)) point++;
    else if (groupedPoint.test(text) && (text.includes('.') || /,\d{3},/.test(text))) point++;
  }
  return { comma, point, unclear };
}

/** SQL that turns a text into a DOUBLE, NULL where it is not a number in this notation, or not a number by its own word (NaN). */
export function numberSql(text: string, decimal: Decimal, grouped: boolean): string {
  return `nullif(${readSql(text, decimal, grouped)}, CAST('nan' AS DOUBLE))`;
}

function readSql(text: string, decimal: Decimal, grouped: boolean): string {
  if (decimal === '.') {
    const direct = `TRY_CAST(${text} AS DOUBLE)`;
    if (!grouped) return direct;
    const pattern = quoteText("[+-]?\\d{1,3}([,'\u2019 \u00a0\u202f]\\d{3})+(\\.\\d+)?");
    return (
      `CASE WHEN regexp_full_match(${text}, ${pattern}) ` +
      `THEN TRY_CAST(regexp_replace(${text}, ${quoteText("[,'\u2019 \u00a0\u202f]")}, '', 'g') AS DOUBLE) ELSE ${direct} END`
    );
  }
  const pattern = quoteText("[+-]?\\d{1,3}([.'\u2019 \u00a0\u202f]\\d{3})+(,\\d+)?");
  // A point that does not group thousands is no number here.
  const direct = `CASE WHEN contains(${text}, '.') THEN NULL ELSE TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) END`;
  if (!grouped) return direct;
  return (
    `CASE WHEN regexp_full_match(${text}, ${pattern}) ` +
    `THEN TRY_CAST(replace(regexp_replace(${text}, ${quoteText("[.'\u2019 \u00a0\u202f]")}, '', 'g'), ',', '.') AS DOUBLE) ELSE ${direct} END`
  );
}
