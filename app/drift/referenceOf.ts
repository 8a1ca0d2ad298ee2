// The profile of a reference beside the data: as it was saved, as it was worked out for an earlier comparison, or from its rows.
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import { isAppError } from '../base/errors.ts';
import { sha256 } from '../storage/sha256.ts';
import type { ColumnPlan } from './columnPlan.ts';
import { bothLabels } from './columnRelations.ts';
import type { ComparedPredictions } from './comparedPredictions.ts';
import type { DriftRequest } from './driftRequest.ts';
import type { Outside, OutsideTable } from './outside.ts';
import { openProfile } from './profile/fileProfile.ts';
import type { ProfileHead, ReferenceProfile } from './profile/profile.ts';
import { rowsProfile } from './profile/rowsProfile.ts';
import { hasSpoken } from './profile/savedNotes.ts';
import { writeProfile } from './profile/writeProfile.ts';
import type { BothPredictions, Sides } from './sides.ts';

/** Raised when the same rows would be kept in another way. */
const formVersion = 2;
/** Of more cells, the rows are as quick to read again. */
const mostCells = 20e6;
/** The newest of them are kept. */
const mostKept = 8;
const prefix = 'reference-';

/** Into so many parts, and what is left over, a table is cut: how much it differs within itself. */
const tenths = 10;

export interface ReferenceColumns {
  /** Its owner closes it. */
  profile: ReferenceProfile;
  /** Where what a model says of it stands; null = nothing that can be compared. */
  spoken: ReferenceProfile | null;
}

interface ReferenceRequest {
  plan: Pick<ColumnPlan, 'columns'>;
  sides: Sides;
  predictions: BothPredictions;
  request: Pick<DriftRequest, 'cacheDir' | 'settings'>;
  signal: AbortSignal | undefined;
}

/** @throws errors of reading, CANCELLED */
export async function referenceOf({ table, saved }: Outside, about: ReferenceRequest): Promise<ReferenceColumns> {
  const { plan, sides, predictions, signal } = about;
  if (saved) return { profile: saved, spoken: hasSpoken(saved, predictions.now, 'prediction') ? saved : null };
  if (!table) throw new RangeError('A reference is a table, or was saved.');
  const { before } = predictions;
  const spoken = before && tableProfile(table, { columns: [], leftOut: [], predictions: before, signal });
  const types = new Map(table.data.columns.map(({ name, type }) => [name, type]));
  const columns = plan.columns.map(({ name, kind }) => ({ name, kind, type: types.get(name) ?? 'category' }));
  const fresh = tableProfile(table, { columns, leftOut: [], predictions: null, signal });
  // How a column goes together with the label is told by its rows.
  const needsRows = bothLabels(predictions, sides) !== null;
  if (needsRows || table.rows.rows.length * columns.length > mostCells) return { profile: fresh, spoken };
  return { profile: await keptProfile(fresh, columns, { table, ...about }), spoken };
}

export function tableProfile(
  { data, rows }: OutsideTable,
  about: {
    columns: readonly Omit<ProfileHead, 'role'>[];
    leftOut: ReferenceProfile['about']['leftOut'];
    predictions: ComparedPredictions | null;
    hasSample?: boolean;
    signal: AbortSignal | undefined;
  },
): ReferenceProfile {
  return rowsProfile({
    data,
    compared: rows,
    windows: [0],
    cut: tenths,
    rows: data.rows,
    period: null,
    hasSample: true,
    ...about,
  });
}

/** By what is in it and how it is taken; worked out where it is not there, or not whole. */
async function keptProfile(
  fresh: ReferenceProfile,
  columns: readonly Omit<ProfileHead, 'role'>[],
  { table: { data }, request: { cacheDir, settings }, signal }: ReferenceRequest & { table: OutsideTable },
): Promise<ReferenceProfile> {
  const { maxRows, seed } = settings;
  const sample = data.rows > maxRows ? { maxRows, seed } : null;
  const key = sha256(JSON.stringify([formVersion, data.sha256, data.options, columns, sample]));
  const path = join(cacheDir, `${prefix}${key}`);
  const kept = await openProfile(path, signal).catch(() => null);
  if (kept) {
    const now = new Date();
    // The newest are those that were asked for last. Where the folder may not be written to, nothing is removed either.
    await utimes(path, now, now).catch(() => undefined);
    return withRows(kept, fresh, path);
  }
  try {
    await writeProfile(path, fresh, { compress: false, signal });
    await removeOld(cacheDir, path);
    return withRows(await openProfile(path, signal), fresh, path);
  } catch {
    throwIfAborted(signal);
    // A full disk stops no comparison: the rows are read, and what is wrong with them is said then.
    return fresh;
  }
}

/** What was kept, and where it is damaged the rows: then it is made anew the next time. */
function withRows(kept: ReferenceProfile, fresh: ReferenceProfile, path: string): ReferenceProfile {
  async function* either<Item>(
    places: readonly number[],
    read: (profile: ReferenceProfile, places: readonly number[]) => AsyncGenerator<Item, void, undefined>,
  ): AsyncGenerator<Item, void, undefined> {
    let told = 0;
    try {
      for await (const item of read(kept, places)) {
        yield item;
        told += 1;
      }
    } catch (error) {
      if (!isAppError(error) || error.code !== 'FILE_UNREADABLE') throw error;
      await rm(path, { force: true });
      yield* read(fresh, places.slice(told));
    }
  }
  return {
    ...kept,
    read: (places) => either(places, (profile, of) => profile.read(of)),
    sampled: (places) => either(places, (profile, of) => profile.sampled(of)),
  };
}

async function removeOld(folder: string, kept: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(prefix));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, at: (await stat(path).catch(() => null))?.mtimeMs ?? 0 };
    }),
  );
  const old = files.filter(({ path }) => path !== kept).sort((a, b) => b.at - a.at);
  for (const { path } of old.slice(mostKept - 1)) await rm(path, { force: true }).catch(() => undefined);
}
