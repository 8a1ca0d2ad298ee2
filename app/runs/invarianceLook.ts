// Whether the model mixes the rows of a batch: then its figures depend on the batch size, and a server answers otherwise.
// Looked at once a run, and kept in the run folder: a run that goes on after a crash need not look again.
import { readFile } from 'node:fs/promises';
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { checkBatchInvariance, type BatchInvariance } from '../inference/batchInvariance.ts';
import type { Session } from '../inference/runtime.ts';
import type { PreparedBatch } from '../prepare/preparer.ts';
import { sliceRows } from '../prepare/tensors.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import type { InflightMark } from './inflight.ts';
import type { RunFolder } from './runFolder.ts';

/** So many rows are run together, and a few of them alone. */
export const togetherRows = 32;
const aloneRows = 4;

/** `result` null = it could not be told. */
export interface InvarianceLook {
  result: BatchInvariance | null;
}

/** What an earlier process of the run saw; null = none has looked to the end. */
export async function readInvarianceLook(folder: RunFolder): Promise<InvarianceLook | null> {
  try {
    return JSON.parse(await readFile(folder.invariance, 'utf8')) as InvarianceLook;
  } catch {
    return null;
  }
}

/** Looks at the first rows of the batch. Null = too few rows to look at: not looked. */
export async function lookAtInvariance(
  batch: PreparedBatch,
  about: { session: Session; plan: PreparationPlan; inflight: InflightMark; folder: RunFolder },
): Promise<InvarianceLook | null> {
  const few = sliceBatch(batch, 0, Math.min(togetherRows, batch.rowCount));
  if (few.rowCount < 2) return null;
  const { session, plan, inflight, folder } = about;
  let result: BatchInvariance | null = null;
  inflight.set({ from: few.firstRow, to: few.firstRow + few.rowCount });
  try {
    result = await checkBatchInvariance(session, plan, few, { rows: aloneRows });
  } catch {
    // Rows that the model refuses: the run itself meets them and says which.
  } finally {
    inflight.clear();
  }
  await writeJsonAtomic(folder.invariance, { result } satisfies InvarianceLook);
  return { result };
}

/**
 * The same on rows that have just been run, in a process that goes on after a crash: none of them ends the runtime.
 * Should looking end it all the same, the next process does not look.
 */
export async function lookAtSurvivors(
  batch: PreparedBatch,
  about: Parameters<typeof lookAtInvariance>[1] & { fatalRows: readonly number[] },
): Promise<InvarianceLook | null> {
  const rows = survivors(batch, about.fatalRows);
  if (!rows) return null;
  await writeJsonAtomic(about.folder.invariance, { result: null } satisfies InvarianceLook);
  return lookAtInvariance(rows, about);
}

/** The first stretch of two or more rows without a fatal one. */
function survivors(batch: PreparedBatch, fatalRows: readonly number[]): PreparedBatch | null {
  const fatal = new Set(fatalRows);
  let from = 0;
  for (let row = 0; row <= batch.rowCount; row++) {
    const isEnd = row === batch.rowCount || row - from === togetherRows || fatal.has(batch.firstRow + row + 1);
    if (!isEnd) continue;
    if (row - from >= 2) return sliceBatch(batch, from, row);
    from = row + 1;
  }
  return null;
}

/** Values that were put in place of rejected ones are rows like any other here. */
function sliceBatch({ firstRow, tensors }: PreparedBatch, from: number, to: number): PreparedBatch {
  const parts = Object.entries(tensors).map(([name, tensor]) => [name, sliceRows(tensor, from, to)] as const);
  return { firstRow: firstRow + from, rowCount: to - from, tensors: Object.fromEntries(parts), rejected: null };
}
