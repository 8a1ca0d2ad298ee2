// What the reader thread and its owner say to each other.
import type { ColumnBatch } from '../../app/base/columns.ts';
import type { WireError } from '../../app/base/errors.ts';
import type { ReadBatch } from '../../app/runs/batchReader.ts';
import type { ReaderRequest, ReaderStart } from '../../app/runs/readerRequest.ts';

/**
 * Shared with the thread: how many batches it may still send, and whether it is to stop. A message for each would cost the
 * main thread more than all of its counting.
 */
export const creditCell = 0;
export const stopCell = 1;

export interface ReaderData {
  request: ReaderRequest;
  cells: Int32Array;
}

export type ReaderOrder = { kind: 'sample'; rows: number } | { kind: 'start'; how: ReaderStart } | { kind: 'stop' };

export type ReaderMessage =
  | { kind: 'sample'; batch: ColumnBatch | null }
  | { kind: 'batch'; batch: ReadBatch }
  | { kind: 'end' }
  | { kind: 'failed'; error: WireError };
