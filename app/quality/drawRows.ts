import { count } from '../base/counts.ts';
import type { DataContext } from './check.ts';

/**
 * SELECT of some columns of rows that are drawn without chance: those with the smallest hash of number and seed, in that order.
 * The same seed gives the same rows of the same data.
 */
export function drawSql(
  { table, seed }: Pick<DataContext, 'table' | 'seed'>,
  selects: readonly string[],
  { most, where = 'true' }: { most: number; where?: string | undefined },
): string {
  const { from, row, rows } = table;
  const hash = `hash(${row}, ${String(seed)})`;
  const order = `${hash}, ${row}`;
  // Numbers are sorted alone, and of many rows those with a small hash: sorting all of them would grow with the rows.
  const drawn = `SELECT ${row} FROM ${from} WHERE ${where}${fewHashes({ from, where, hash, rows, most })} ORDER BY ${order} LIMIT ${String(most)}`;
  return `SELECT ${selects.join(', ')} FROM ${from} WHERE ${row} IN (${drawn}) ORDER BY ${order}`;
}

/** Hashes are spread evenly over 64 bits. */
const hashes = 2 ** 64;
/** Standard deviations of a binomial count: fewer than one draw in a billion is short of a row. */
const surely = 6;

/** As SQL, of rows with so small a hash that they are hardly more than those wanted, and surely no fewer; empty of few rows. */
function fewHashes(about: { from: string; where: string; hash: string; rows: number; most: number }): string {
  const { from, where, hash, rows, most } = about;
  const enough = most + surely * Math.sqrt(most) + surely ** 2;
  if (rows <= 2 * enough) return '';
  const meeting = where === 'true' ? String(rows) : `(SELECT count(*) FROM ${from} WHERE ${where})`;
  return ` AND ${hash}::DOUBLE * ${meeting} <= ${String(enough * hashes)}::DOUBLE`;
}

/** How a finding says that not all rows were looked at; null where they were. */
export function sampleNote(looked: number, all: number, seed: number): string | null {
  return looked >= all ? null : `on ${count(looked)} of ${count(all)} rows, drawn with seed ${String(seed)}`;
}
