import type { DataContext } from './check.ts';
import { count } from './words.ts';

/**
 * SELECT of some columns of rows that are drawn without chance: those with the smallest hash of number and seed, in that order.
 * The same seed gives the same rows of the same data.
 */
export function drawSql(
  { table, seed }: Pick<DataContext, 'table' | 'seed'>,
  selects: readonly string[],
  { most, where = 'true' }: { most: number; where?: string | undefined },
): string {
  const { from, row } = table;
  const order = `hash(${row}, ${String(seed)}), ${row}`;
  // Numbers are sorted alone: sorting all cells of all rows would fill the memory on millions of them.
  const drawn = `SELECT ${row} FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${String(most)}`;
  return `SELECT ${selects.join(', ')} FROM ${from} WHERE ${row} IN (${drawn}) ORDER BY ${order}`;
}

/** How a finding says that not all rows were looked at; null where they were. */
export function sampleNote(looked: number, all: number, seed: number): string | null {
  return looked >= all ? null : `on ${count(looked)} of ${count(all)} rows, drawn with seed ${String(seed)}`;
}
