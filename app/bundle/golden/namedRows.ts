import type { SemanticType } from '../../api/schemas/datasets.ts';
import type { ColumnBatch } from '../../base/columns.ts';

export type NamedRow = Record<string, string | number | boolean | null>;

/**
 * One row of a batch as a client would send it, or null when JSON cannot say it exactly (infinite numbers, integers
 * beyond 2^53).
 */
export function namedRow(batch: ColumnBatch, row: number, types: ReadonlyMap<string, SemanticType>): NamedRow | null {
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
    else entries.push([name, types.get(name) === 'boolean' ? value !== 0 : value]);
  }
  return Object.fromEntries(entries);
}
