import { quoteText } from './duckdb.ts';

/** Texts that usually mean "no value". In columns of numbers, times and truth values they are read so; elsewhere only reported. */
export const missingTokens: readonly string[] = [
  'NA', 'N/A', 'n/a', 'na', '#N/A', '#NA', 'NaN', 'nan', 'NAN', 'null', 'NULL', 'Null', 'None', 'none', 'NONE', 'nil', 'NIL',
  '-', '--', '---', '?', '.', '..', '…', '\\N', '<NA>', '<null>', '#NULL!', '#VALUE!', '#REF!', '#DIV/0!', 'missing', 'Missing', 'MISSING',
  'unknown', 'Unknown', 'UNKNOWN', 'NaT', '(null)', 'n.a.', 'N.A.',
]; // prettier-ignore

const known = new Set(missingTokens);

export function isMissingToken(text: string): boolean {
  return known.has(text);
}

/** SQL, true where the text is one of these. A list, not IN: DuckDB would plan a join for every IN of this length. */
export function isOneOfSql(text: string, tokens: readonly string[]): string {
  return `list_contains([${tokens.map(quoteText).join(', ')}], ${text})`;
}
