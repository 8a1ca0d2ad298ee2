import type { ColumnProfile, DatasetCard } from '../../api/schemas/datasets.ts';
import type { ColumnBatch } from '../../base/columns.ts';
import { AppError } from '../../base/errors.ts';
import { readBatches } from '../../data/readBatches.ts';

/** One row (1-based) of the dataset. @throws NOT_FOUND, DATA_MISMATCH (no such column), FILE_UNREADABLE, CANCELLED */
export async function readRow(
  data: DatasetCard,
  about: { row: number; columns: readonly string[]; signal: AbortSignal },
): Promise<ColumnBatch> {
  const { row, columns, signal } = about;
  const range = { columns: [...columns], batchRows: 1, startRow: row - 1, endRow: row };
  for await (const batch of readBatches(data, { ...range, signal, threads: 1 })) return batch;
  throw new AppError('NOT_FOUND', `There is no row ${row}: the data have ${data.rows}.`, {
    hint: 'Choose another row.',
    where: { row },
  });
}

export function profilesOf(data: DatasetCard): ReadonlyMap<string, ColumnProfile> {
  return new Map(data.columns.map((profile) => [profile.name, profile]));
}
