// The list of recently opened projects: one small JSON file in the configuration folder.
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { RecentProject } from '../api/schemas/projects.ts';
import { AppError } from '../base/errors.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { deployedOf } from './deployedOf.ts';
import { openProject, projectFileName, type Project } from './projectStore.ts';

const maximum = 20;
/** `createdAt` tells the project again wherever it lies. What older versions wrote lacks it, and `pinned`. */
const Entry = RecentProject.pick({ project: true, name: true, openedAt: true }).extend({
  pinned: z.boolean().default(false),
  createdAt: z.string().optional(),
});
type Entry = z.infer<typeof Entry>;
const RecentFile = z.object({ version: z.literal(1), projects: z.array(Entry) });

/** Pinned ones first, then newest first; `found` says whether drydock.json is still there. */
export async function listRecentProjects(configFolder: string): Promise<RecentProject[]> {
  const { entries } = await readList(configFolder);
  return Promise.all(
    entries.map(async ({ project, name, openedAt, pinned }) => {
      const deployed = await deployedOf(project);
      return {
        project,
        shown: withTilde(project, homedir()),
        name,
        openedAt,
        pinned,
        found: await isProject(project),
        ...(deployed && { deployedOf: deployed }),
      };
    }),
  );
}

/** Puts the project on top of the list (once); a pinned one stays pinned. */
export async function noteRecentProject(
  configFolder: string,
  project: { dir: string; name: string; createdAt?: string },
): Promise<void> {
  const dir = resolve(project.dir);
  await change(configFolder, (entries) => [
    {
      project: dir,
      name: project.name,
      openedAt: new Date().toISOString(),
      pinned: entries.find((entry) => entry.project === dir)?.pinned ?? false,
      createdAt: project.createdAt,
    },
    ...entries.filter((entry) => entry.project !== dir),
  ]);
}

/** Of what is not in the list it does nothing, as do the others. */
export function pinRecentProject(configFolder: string, dir: string, pinned: boolean): Promise<void> {
  return change(configFolder, (entries) =>
    entries.map((entry) => (entry.project === resolve(dir) ? { ...entry, pinned } : entry)),
  );
}

export function forgetRecentProject(configFolder: string, dir: string): Promise<void> {
  return change(configFolder, (entries) => entries.filter((entry) => entry.project !== resolve(dir)));
}

/**
 * A project of the list was moved: its entry goes on in the new place.
 * @throws as openProject does; INVALID_INPUT when another project lies there
 */
export async function locateRecentProject(configFolder: string, dir: string, at: string): Promise<Project> {
  const found = await openProject(at);
  const before = (await readList(configFolder)).entries.find((entry) => entry.project === resolve(dir));
  if (before?.createdAt !== undefined && before.createdAt !== found.file.createdAt) {
    throw new AppError('INVALID_INPUT', `In ${found.dir} lies another project: “${found.file.name}”, not “${before.name}”.`, {
      hint: 'Choose the folder to which the project was moved. The other one can be opened with “Open a project”.',
      where: { path: found.dir },
    });
  }
  await change(configFolder, (entries) =>
    entries
      .filter((entry) => entry.project !== found.dir)
      .map((entry) => (entry.project === resolve(dir) ? { ...entry, project: found.dir, name: found.file.name } : entry)),
  );
  return found;
}

/** `/home/me/Drydock/strikes` as `~/Drydock/strikes`. */
export function withTilde(path: string, home: string): string {
  return path === home ? '~' : path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}

/** The list of a newer version is left alone: it may hold what this one does not know. */
async function change(configFolder: string, make: (entries: Entry[]) => Entry[]): Promise<void> {
  const list = await readList(configFolder);
  if (list.isNewer) return;
  const entries = make(list.entries);
  const pinned = entries.filter((entry) => entry.pinned);
  const others = entries.filter((entry) => !entry.pinned);
  const kept = [...pinned, ...others.slice(0, Math.max(1, maximum - pinned.length))];
  await writeJsonAtomic(listPath(configFolder), { version: 1, projects: kept });
}

function listPath(configFolder: string): string {
  return join(configFolder, 'recent-projects.json');
}

/** A convenience, not a record: a missing or damaged list is an empty one. */
async function readList(configFolder: string): Promise<{ entries: Entry[]; isNewer: boolean }> {
  try {
    const value: unknown = JSON.parse(await readFile(listPath(configFolder), 'utf8'));
    const version = z.object({ version: z.number() }).safeParse(value).data?.version ?? 1;
    return { entries: RecentFile.safeParse(value).data?.projects ?? [], isNewer: version > 1 };
  } catch {
    return { entries: [], isNewer: false };
  }
}

async function isProject(dir: string): Promise<boolean> {
  try {
    return (await stat(join(dir, projectFileName))).isFile();
  } catch {
    return false;
  }
}
