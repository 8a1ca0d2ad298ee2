// Which files on disk a window may be given: those of projects and of the cache, nothing else.
import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { AppError } from '../../app/base/errors.ts';
import { listRecentProjects } from '../../app/runs/recentProjects.ts';
import { readSettings } from '../../app/workbench/settingsFile.ts';
import type { Folders } from '../supervisor/defaultFolders.ts';
import { isInside } from './pageFiles.ts';

/**
 * The real path of a file that may be handed out. Links are resolved first, on both sides.
 * @throws NOT_ALLOWED, also for what does not exist outside of the folders; NOT_FOUND
 */
export async function allowedFile(wanted: string, folders: readonly string[]): Promise<string> {
  const refused = new AppError('NOT_ALLOWED', 'Only files of projects can be fetched.', { hint: 'Open the project first.' });
  if (!isAbsolute(wanted) || wanted.includes('\0')) throw refused;
  const roots = (await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)))).filter((root) => root !== null);
  const path = await realpath(wanted).catch(() => null);
  if (path === null) {
    if (roots.some((root) => isInside(root, wanted))) {
      throw new AppError('NOT_FOUND', `There is no such file: ${basename(wanted)}`, { hint: 'It may have been deleted.' });
    }
    throw refused;
  }
  if (!roots.some((root) => isInside(root, path)) || !(await stat(path)).isFile()) throw refused;
  return path;
}

/** The folders whose files windows may have. Asked anew every time: projects come and go. */
export async function windowFolders(folders: Folders): Promise<string[]> {
  const [recent, { settings }] = await Promise.all([listRecentProjects(folders.config), readSettings(folders.config)]);
  const chosen = settings.projectsFolder === null ? [] : [settings.projectsFolder];
  return [folders.projects, ...chosen, folders.cache, ...recent.map(({ project }) => project)];
}
