// Files dropped into a browser are copies: those that no project came to use are not kept for ever.
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { listRecentProjects } from '../../app/runs/recentProjects.ts';
import { projectFileName } from '../../app/runs/projectStore.ts';
import { readSettings } from '../../app/workbench/settingsFile.ts';
import type { Folders } from '../supervisor/defaultFolders.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Removes every batch of uploads (what one drop brought) that is older than a day and of which no project and no run names a
 * file. A batch goes or stays as a whole: models have files beside them. Returns the names of the batches that went.
 * Removes nothing when a project cannot be read: it may need any of them.
 */
export async function removeOldUploads(uploadFolder: string, folders: Folders, now = Date.now()): Promise<string[]> {
  const batches = await folderNames(uploadFolder);
  if (batches.length === 0) return [];
  const used = await usedBatches(uploadFolder, folders);
  const removed: string[] = [];
  for (const batch of batches) {
    const folder = join(uploadFolder, batch);
    if (used.has(batch) || now - (await newestChange(folder)) < dayMs) continue;
    await rm(folder, { recursive: true, force: true });
    removed.push(batch);
  }
  return removed;
}

async function usedBatches(uploadFolder: string, folders: Folders): Promise<Set<string>> {
  const recent = (await listRecentProjects(folders.config)).map(({ project }) => project);
  const { projectsFolder } = (await readSettings(folders.config)).settings;
  const own: string[] = [];
  for (const folder of [folders.projects, ...(projectsFolder === null ? [] : [projectsFolder])]) {
    for (const name of await folderNames(folder)) own.push(join(folder, name));
  }
  const used = new Set<string>();
  for (const project of new Set([...recent, ...own])) {
    const runs = (await folderNames(join(project, 'runs'))).map((run) => join(project, 'runs', run, 'run.json'));
    for (const path of [join(project, projectFileName), ...runs]) {
      for (const text of stringsIn(await readJson(path))) {
        const inside = relative(uploadFolder, resolve(project, text));
        if (inside !== '' && !inside.startsWith('..')) used.add(inside.split(sep)[0] ?? '');
      }
    }
  }
  return used;
}

/** All text in a JSON value, at any depth: whatever a file calls its paths. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** Null when there is no such file. */
async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return 'null';
    throw error;
  });
  return JSON.parse(text) as unknown;
}

async function folderNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Of the folder and everything in it, in milliseconds. */
async function newestChange(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const times = await Promise.all(['', ...names].map(async (name) => (await stat(join(folder, name))).mtimeMs));
  return Math.max(...times);
}
