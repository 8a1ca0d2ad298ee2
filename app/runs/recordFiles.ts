// The record of a run: one JSON file in its folder under runs/, whose name tells the kind of run; written whole or not at all.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppError, isAppError } from '../base/errors.ts';
import { createKeyedQueue } from '../base/keyedQueue.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { parseVersioned } from './parseVersioned.ts';
import { folderOfRun, type RunFolder } from './runFolder.ts';

export interface Listed<T> {
  runs: T[];
  /** Those whose file cannot be read. */
  damaged: { path: string; message: string }[];
}

export interface RecordFiles<R> {
  /** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
  read(folder: RunFolder): Promise<R>;
  /** @throws STORAGE_FULL, STORAGE_DENIED */
  write(folder: RunFolder, record: R): Promise<void>;
  /** Changes of one run are made one after the other. What others changed meanwhile (its name) is kept by reading first. */
  change(folder: RunFolder, change: (record: R) => R): Promise<R>;
  /** All of a project, newest first. */
  list<T extends { id: string; startedAt: string }>(projectDir: string, summary: (record: R) => T): Promise<Listed<T>>;
}

/** @param about.one as in "There is no stress run …"; `many` as in "the list of stress runs"; `what` as in "The stress file is damaged" */
export function recordFiles<S extends z.ZodType>(about: {
  file: string;
  schema: S;
  one: string;
  many: string;
  what: string;
}): RecordFiles<z.output<S>> {
  const pathOf = (folder: RunFolder): string => join(folder.dir, about.file);
  const inTurn = createKeyedQueue();

  const read = async (folder: RunFolder): Promise<z.output<S>> => {
    const path = pathOf(folder);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (!isNoEntry(error)) throw error;
      throw new AppError('NOT_FOUND', `There is no ${about.one} ${folder.id} in this project.`, {
        hint: `Take the id from the list of ${about.many}.`,
        where: { path: folder.dir },
      });
    });
    return parseVersioned(about.schema, text, { path, version: 1, what: about.what });
  };

  return {
    read,
    write: (folder, record) => writeJsonAtomic(pathOf(folder), record),
    change: (folder, change) =>
      inTurn(folder.dir, async () => {
        const record = change(await read(folder));
        await writeJsonAtomic(pathOf(folder), record);
        return record;
      }),
    async list<T extends { id: string; startedAt: string }>(projectDir: string, summary: (record: z.output<S>) => T) {
      const found: Listed<T> = { runs: [], damaged: [] };
      for (const folder of await runFolders(projectDir)) {
        try {
          found.runs.push(summary(await read(folder)));
        } catch (error) {
          // Another kind of run, one that was being created, or something else altogether.
          if (isAppError(error) && error.code === 'NOT_FOUND') continue;
          found.damaged.push({ path: pathOf(folder), message: error instanceof Error ? error.message : String(error) });
        }
      }
      found.runs.sort((a, b) => (a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id) ? 1 : -1));
      return found;
    },
  };
}

/** Every folder under runs/ whose name can be a run id. */
export async function runFolders(projectDir: string): Promise<RunFolder[]> {
  let names: string[];
  try {
    names = await readdir(join(projectDir, 'runs'));
  } catch (error) {
    if (isNoEntry(error)) return [];
    throw error;
  }
  return names.filter((name) => /^[\w-][\w.-]{0,99}$/.test(name)).map((name) => folderOfRun(projectDir, name));
}

export function isNoEntry(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
