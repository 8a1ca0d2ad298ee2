import type { PreparedBatch } from '../../prepare/preparer.ts';
import { resizeRows } from '../../prepare/tensors.ts';

/** So many rows of a batch, from its first on, and again from the first where it has fewer. */
export function repeatRows(batch: PreparedBatch, rowCount: number): PreparedBatch {
  const tensors = Object.entries(batch.tensors).map(
    ([name, tensor]) => [name, resizeRows(tensor, rowCount, (row) => row % batch.rowCount)] as const,
  );
  return { firstRow: 0, rowCount, tensors: Object.fromEntries(tensors), rejected: null };
}
