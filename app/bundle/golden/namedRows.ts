import type { ColumnBatch } from '../../base/columns.ts';

export type NamedRow = Record<string, string | number | boolean | null>;

/**
 * One row of a batch as a client would send it, or null when JSON cannot say it exactly (infinite numbers, integers
 * beyond 2^53). `truths` are the columns to send as true and false.
 */
export function namedRow(batch: ColumnBatch, row: number, truths: ReadonlySet<string>): NamedRow | null {
  const entries: [string, NamedRow[string]][] = [];
  for (const [name, column] of Object.entries(batch.columns)) {
    if (column.kind === 'text') {
      const code = column.codes[row] ?? -1;
      entries.push([name, code < 0 ? null : (column.dictionary[code] ?? null)]);
      continue;
    }
    const value = Number(column.values[row]);
    if (column.valid?.[row] === 0 || Number.isNaN(value)) entries.push([name, null]);
    else if (!Number.isFinite(value) || (column.kind === 'bigint' && !Number.isSafeInteger(value))) return null;
    else entries.push([name, truths.has(name) ? value !== 0 : value]);
  }
  return Object.fromEntries(entries);
}
