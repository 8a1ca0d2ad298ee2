// A reference saved in a file: held against later, it need not be read again, nor be there at all.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { FilePath } from '../api/schemas/common.ts';
import { DatasetCard } from '../api/schemas/datasets.ts';
import type { SavedReference } from '../api/schemas/drift.ts';
import { count } from '../base/counts.ts';
import { AppError } from '../base/errors.ts';
import { roleColumns } from '../runs/batchReader.ts';
import { keptColumns } from './columnPlan.ts';
import { comparedPredictions } from './comparedPredictions.ts';
import type { WindowedRows } from './comparedRows.ts';
import { DriftRequest } from './driftRequest.ts';
import { openOutside, type OutsideTable } from './outside.ts';
import { rowsOf, type ReferenceProfile } from './profile/profile.ts';
import { isReferenceFile } from './profile/profileArchive.ts';
import { rowsProfile } from './profile/rowsProfile.ts';
import { withoutRows } from './profile/withoutRows.ts';
import { writeProfile } from './profile/writeProfile.ts';
import { tableProfile } from './referenceOf.ts';
import { sidesOf, type DriftContext } from './sides.ts';

export const SaveReferenceRequest = DriftRequest.omit({ runPath: true }).extend({
  /** Null = none are needed: the reference is beside them. */
  data: DatasetCard.nullable(),
  path: FilePath,
  /** Whole rows, a sample of them, and words of texts are kept, too. */
  keepsRows: z.boolean(),
});
export type SaveReferenceRequest = z.output<typeof SaveReferenceRequest>;

/**
 * Saves what a comparison needs of its reference: single columns exactly, of all columns together a sample of rows.
 * @throws INVALID_INPUT (no reference, a file in the way, a sample where all rows are needed), errors of reading and writing, CANCELLED
 */
export async function saveReference(request: SaveReferenceRequest, context: DriftContext = {}): Promise<SavedReference> {
  const { path, keepsRows } = request;
  await requireFree(path);
  context.onProgress?.({ stage: 'reading rows', done: 0, total: null, unit: 'columns' });
  const profile = await profileOf(request, context);
  try {
    const { signal } = context;
    const onColumn = (done: number, total: number): void =>
      context.onProgress?.({ stage: 'saving the reference', done, total, unit: 'columns' });
    const kept = keepsRows ? profile : withoutRows(profile);
    await writeProfile(path, kept, { compress: true, onColumn, signal });
    const { about, columns } = kept;
    const { size } = await stat(path);
    return {
      path,
      sizeBytes: size,
      ...rowsOf(kept),
      columns: columns.length,
      sampled: about.sample,
      leftOut: about.leftOut.map(({ name }) => name),
    };
  } finally {
    profile.close();
  }
}

async function profileOf(request: SaveReferenceRequest, context: DriftContext): Promise<ReferenceProfile> {
  const { reference, cacheDir, memoryLimit, settings } = request;
  const { signal, onProgress } = context;
  if (!reference) return insideProfile(request, context);
  const { maxRows, seed } = settings;
  const limits = { maxRows, seed, ...(memoryLimit !== undefined && { memoryLimit }) };
  const { table, saved } = await openOutside(reference, { cacheDir, signal, onProgress, ...limits });
  if (saved) return saved;
  const { data, rows } = table as OutsideTable;
  const runDir = reference.validationDir;
  const predictions = runDir === null ? null : await comparedPredictions({ runDir, data, signal }, rows);
  return tableProfile({ data, rows }, { ...keptColumns(data, { hasText: true }), predictions, signal });
}

/** Of windows of the data themselves. */
async function insideProfile(request: SaveReferenceRequest, context: DriftContext): Promise<ReferenceProfile> {
  const { data, mapping, validationDir, settings } = request;
  if (!data) throw new AppError('INVALID_INPUT', 'There is no reference to save.', { hint: 'Give one with --reference FILE.' });
  const { signal } = context;
  const time = settings.time ?? (mapping && roleColumns(mapping).time) ?? data.timeSpan?.column ?? null;
  const { current, inside } = await sidesOf({ ...request, data, runPath: null }, time, context);
  if (current.together !== null) {
    throw new AppError('INVALID_INPUT', 'The data are compared by a sample, of which no reference can be saved.', {
      hint: `Take all ${count(data.rows)} rows (--rows), or save the reference from a table of its own.`,
    });
  }
  const windows = inside.map((w) => current.windows[w] as WindowedRows['windows'][number]);
  const [start, end] = [windows[0]?.start ?? null, windows.at(-1)?.end ?? null];
  return rowsProfile({
    data,
    compared: current,
    windows: inside,
    cut: 1,
    ...keptColumns(data, { hasText: true }),
    predictions: validationDir === null ? null : await comparedPredictions({ runDir: validationDir, data, signal }, current),
    rows: windows.reduce((sum, { rows }) => sum + rows, 0),
    period: start !== null && end !== null ? { start, end } : null,
    hasSample: true,
    signal,
  });
}

async function requireFree(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (!there || (there.isFile() && (await isReferenceFile(path)))) return;
  throw new AppError('INVALID_INPUT', `${basename(path)} is there already, and is no saved reference.`, {
    hint: 'Choose another name: it would be written over.',
    where: { path },
  });
}
