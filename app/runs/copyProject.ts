// A copy of a whole project, to be changed without touching the first.
import { cp, mkdir, readdir, rmdir } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import type { ProjectFile } from '../api/schemas/projects.ts';
import { AppError } from '../base/errors.ts';
import { replaceFile, writeJsonAtomic } from '../storage/atomicWrite.ts';
import { isWithin, openProject, projectFileName, resolvedPath, storedPath } from './projectStore.ts';
import { runFolders } from './recordFiles.ts';
import { hasLiveOwner } from './runOwner.ts';

/**
 * Copies the project folder, all of it or nothing: not what is only kept to be quick, and not a run under way.
 * A folder that is new or empty becomes the copy; in any other, the copy gets a folder of its own.
 * Files beside the project are not copied; the copy names where they are.
 * @throws INVALID_INPUT for a folder within the project, or a file
 */
export async function copyProject(from: string, folder: string): Promise<string> {
  const { dir, file } = await openProject(from);
  const target = await targetOf(dir, resolve(folder));
  const left = new Set([join(dir, '.drydock'), join(dir, projectFileName)]);
  for (const run of await runFolders(dir)) {
    left.add(run.work);
    if (await hasLiveOwner(run)) left.add(run.dir);
  }
  const moved = (stored: string): string => {
    const path = resolvedPath(dir, stored);
    return isWithin(dir, path) ? stored : storedPath(target, path);
  };
  const copy: ProjectFile = {
    ...file,
    name: `${file.name} (copy)`.slice(0, 120),
    model: file.model && { ...file.model, path: moved(file.model.path) },
    data: file.data && { ...file.data, paths: file.data.paths.map(moved) },
  };
  await replaceFile(target, async (temporary) => {
    await mkdir(temporary);
    await cp(dir, temporary, {
      recursive: true,
      // The copy itself may lie in a folder that is being copied only when that is the project: refused above.
      filter: (source) => !left.has(source) && !/^\..*\.tmp$/.test(basename(source)),
    });
    await writeJsonAtomic(join(temporary, projectFileName), copy);
    // An empty folder gives way; on some systems renaming does not do that.
    await rmdir(target).catch(() => undefined);
  });
  return target;
}

async function targetOf(project: string, folder: string): Promise<string> {
  if (relative(project, folder) === '' || isWithin(project, folder)) {
    throw new AppError('INVALID_INPUT', 'A copy cannot lie in the project itself.', {
      hint: 'Choose a folder elsewhere.',
      where: { path: folder },
    });
  }
  let inside: string[];
  try {
    inside = await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT') return folder;
    if (code !== 'ENOTDIR') throw error;
    throw new AppError('INVALID_INPUT', `This is a file, not a folder: ${folder}`, {
      hint: 'Choose a folder, or a name that is not taken.',
      where: { path: folder },
    });
  }
  if (inside.length === 0) return folder;
  const name = basename(project);
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name}-${String(number)}`;
    if (!inside.includes(free)) return join(folder, free);
  }
}
