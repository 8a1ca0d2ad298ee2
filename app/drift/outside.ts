// A reference that is a table of its own, or was saved of one.
import { basename } from 'node:path';
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import { findFiles } from '../data/findFiles.ts';
import { ingest, type IngestContext } from '../data/ingest.ts';
import { wholeTable, type ComparedRows } from './comparedRows.ts';
import type { DriftRequest } from './driftRequest.ts';
import { openProfile } from './profile/fileProfile.ts';
import { mergedProfile } from './profile/mergedProfile.ts';
import { rowsOf, type ReferenceProfile } from './profile/profile.ts';
import { isReferenceFile } from './profile/profileArchive.ts';

export interface Outside {
  columns: readonly Pick<ColumnProfile, 'name' | 'type'>[];
  rows: number;
  /** Of them, rows compared. */
  used: number;
  /** Null of a saved reference. */
  table: OutsideTable | null;
  /** Null of a table. Its owner closes it. */
  saved: ReferenceProfile | null;
}

export interface OutsideTable {
  data: DatasetCard;
  rows: ComparedRows;
}

/**
 * Reads the table, or opens what was saved (of several: merged).
 * @throws errors of reading; INVALID_INPUT for saved references that do not go together, or tables among them
 */
export async function openOutside(
  { data, paths, options }: NonNullable<DriftRequest['reference']>,
  { maxRows, seed, ...context }: IngestContext & Pick<DriftRequest['settings'], 'maxRows' | 'seed'>,
): Promise<Outside> {
  const saved = data ? null : await savedOf(paths, context.signal);
  if (saved) {
    const { leftOut } = saved.about;
    const columns = [...saved.columns.filter(({ role }) => role === null), ...leftOut];
    return { columns, ...rowsOf(saved), table: null, saved };
  }
  const table = data ?? (await ingest({ paths: [...paths], options }, context));
  const rows = wholeTable({ data: table, maxRows, seed });
  return { columns: table.columns, rows: table.rows, used: rows.rows.length, table: { data: table, rows }, saved: null };
}

/** Null where none of the files is one. */
async function savedOf(paths: readonly string[], signal: AbortSignal | undefined): Promise<ReferenceProfile | null> {
  const files = await findFiles(paths);
  const isSaved = await Promise.all(files.map(isReferenceFile));
  if (!isSaved.includes(true)) return null;
  const table = files[isSaved.indexOf(false)];
  if (table !== undefined) {
    throw new AppError('INVALID_INPUT', `${basename(table)} is a table among saved references.`, {
      hint: 'Save it as a reference first: drydock drift --reference FILE --save-reference FILE.',
      where: { file: table },
    });
  }
  const opened: { path: string; profile: ReferenceProfile }[] = [];
  try {
    for (const path of files) opened.push({ path, profile: await openProfile(path, signal) });
    return mergedProfile(opened);
  } catch (error) {
    for (const { profile } of opened) profile.close();
    throw error;
  }
}
