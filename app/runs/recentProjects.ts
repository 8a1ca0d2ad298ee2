// The list of recently opened projects: one small JSON file in the configuration folder.
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { RecentProject } from '../api/schemas/projects.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { projectFileName } from './projectStore.ts';

const maximum = 20;
const RecentFile = z.object({ version: z.literal(1), projects: z.array(RecentProject.omit({ found: true })) });
type Entry = z.infer<typeof RecentFile>['projects'][number];

/** Newest first; `found` says whether drydock.json is still there. */
export async function listRecentProjects(configFolder: string): Promise<RecentProject[]> {
  const entries = await readEntries(configFolder);
  return Promise.all(entries.map(async (entry) => ({ ...entry, found: await isProject(entry.project) })));
}

/** Puts the project on top of the list (once). */
export async function noteRecentProject(configFolder: string, project: { dir: string; name: string }): Promise<void> {
  const dir = resolve(project.dir);
  const others = (await readEntries(configFolder)).filter((entry) => entry.project !== dir);
  const first: Entry = { project: dir, name: project.name, openedAt: new Date().toISOString() };
  await writeJsonAtomic(listPath(configFolder), { version: 1, projects: [first, ...others].slice(0, maximum) });
}

export async function forgetRecentProject(configFolder: string, dir: string): Promise<void> {
  const left = (await readEntries(configFolder)).filter((entry) => entry.project !== resolve(dir));
  await writeJsonAtomic(listPath(configFolder), { version: 1, projects: left });
}

function listPath(configFolder: string): string {
  return join(configFolder, 'recent-projects.json');
}

/** A convenience, not a record: a missing or damaged list is an empty one. */
async function readEntries(configFolder: string): Promise<Entry[]> {
  try {
    const parsed = RecentFile.safeParse(JSON.parse(await readFile(listPath(configFolder), 'utf8')));
    return parsed.success ? parsed.data.projects : [];
  } catch {
    return [];
  }
}

async function isProject(dir: string): Promise<boolean> {
  try {
    return (await stat(join(dir, projectFileName))).isFile();
  } catch {
    return false;
  }
}
