// What the window may fetch from disk: files of projects and of the cache, nothing else.
import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { AppError } from '../../app/base/errors.ts';
import { isInside } from '../pages/pageFiles.ts';

/**
 * The real path of a file that may be handed out. Links are resolved first, on both sides.
 * @throws NOT_ALLOWED, also for what does not exist outside of the folders; NOT_FOUND
 */
export async function downloadPath(wanted: string, folders: readonly string[]): Promise<string> {
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

/** RFC 6266: shown in the browser when it is a page, else saved under its own name, whatever characters that has. */
export function contentDisposition(path: string): string {
  const kind = /\.html?$/i.test(path) ? 'inline' : 'attachment';
  const encoded = encodeURIComponent(basename(path)).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename*=UTF-8''${encoded}`;
}
