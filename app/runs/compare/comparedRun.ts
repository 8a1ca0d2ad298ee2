import type { RunRecord } from '../../api/schemas/runs.ts';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import { isAppError } from '../../base/errors.ts';
import { roleColumns } from '../batchReader.ts';
import { checkPredictions } from '../checkPredictions.ts';
import { runFolder } from '../runFolder.ts';
import { readRunRecord } from '../runStore.ts';
import { runTable, type RunTable } from '../runTable.ts';

export interface ComparedRun {
  record: RunRecord;
  table: RunTable;
  /** Why its rows cannot be looked at; null = they can. */
  unreadable: string | null;
}

/**
 * @param data the dataset as it is open now, where its columns are wanted
 * @throws NOT_FOUND, FILE_UNREADABLE for the record; predictions that are gone or damaged are told in `unreadable`
 */
export async function openCompared(runDir: string, data: DatasetCard | null = null): Promise<ComparedRun> {
  const folder = runFolder(runDir);
  const record = await readRunRecord(folder);
  let unreadable: string | null = null;
  try {
    await checkPredictions(folder.predictions, record);
  } catch (error) {
    if (!isAppError(error)) throw error;
    unreadable = error.message;
  }
  return { record, table: runTable(folder, record, data), unreadable };
}

/** Why the rows of two runs cannot be compared one by one, in words; null = they can. */
export function whyNotComparable(a: ComparedRun, b: ComparedRun): string | null {
  if (a.unreadable ?? b.unreadable) return a.unreadable ?? b.unreadable;
  const [first, second] = [a.record, b.record];
  if (first.data.sha256 !== second.data.sha256) {
    return `They ran on different data (${first.data.name} and ${second.data.name}), so rows cannot be matched.`;
  }
  if (first.data.rows !== second.data.rows) {
    const [m, n] = [first.data.rows, second.data.rows].map((rows) => rows.toLocaleString('en-US'));
    return `The same data were read in two ways (${m} and ${n} rows), so rows cannot be matched.`;
  }
  if (a.table.shape.task !== b.table.shape.task) return 'One predicts classes and the other numbers.';
  const [ofA, ofB] = [roleColumns(first.mapping), roleColumns(second.mapping)];
  if (ofA.target !== null && ofB.target !== null && ofA.target !== ofB.target) {
    return `They were judged by different columns: ${ofA.target} and ${ofB.target}.`;
  }
  if (ofA.weight !== ofB.weight) {
    return `Their rows do not weigh the same (weights: ${ofA.weight ?? 'none'} and ${ofB.weight ?? 'none'}).`;
  }
  if (a.table.positive !== b.table.positive) {
    return `Their positive classes differ: ${a.table.positive ?? 'none'} and ${b.table.positive ?? 'none'}.`;
  }
  return null;
}
