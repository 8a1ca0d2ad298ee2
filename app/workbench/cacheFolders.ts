// What is kept to be quick and can be made again: columnar copies of data, repaired copies of models.
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheView } from '../api/schemas/settings.ts';

/** Half-written copies may belong to a command that runs beside this program; older ones were left behind. */
const unfinishedForMs = 60 * 60 * 1000;

export interface CacheFolders {
  models: string;
  data: string;
}

/** How much there is of it. What vanishes meanwhile counts nothing. */
export async function measureCache(path: string, folders: CacheFolders): Promise<CacheView> {
  const kinds = ['data', 'models'] as const;
  const parts = await Promise.all(
    kinds.map(async (kind) => {
      const names = await readdir(folders[kind]).catch(() => []);
      const sizes = await Promise.all(names.map((name) => sizeOf(join(folders[kind], name))));
      return { kind, path: folders[kind], entries: names.length, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) };
    }),
  );
  return { path, parts };
}

/** Deletes the copies and nothing else; returns how many could not be deleted (in use by another program). */
export async function emptyCache(folders: CacheFolders): Promise<{ kept: number }> {
  let kept = 0;
  for (const folder of [folders.data, folders.models]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const isUnfinished =
        name.endsWith('.tmp') && Date.now() - ((await lstat(path).catch(() => null))?.mtimeMs ?? 0) < unfinishedForMs;
      if (isUnfinished || !(await isRemoved(path))) kept++;
    }
  }
  return { kept };
}

async function isRemoved(path: string): Promise<boolean> {
  return rm(path, { recursive: true, force: true }).then(
    () => true,
    () => false,
  );
}

async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (!found?.isDirectory()) return found?.size ?? 0;
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
