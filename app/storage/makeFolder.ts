// Makes folders step by step. Node's own recursive mkdir never returns where a file system takes no new folder (/proc),
// and only SIGKILL ends a process in it: lint forbids it in favour of these.
import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../base/errors.ts';

/**
 * Makes a folder and what is missing above it; one that is there already is fine.
 * @throws INVALID_INPUT where a file or a link to nothing is in the way, STORAGE_DENIED where the file system takes no new
 * folders; other errors of the system as they are
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
    return;
  } catch (error) {
    if (await isFolder(path)) return;
    if (!isMissingAbove(error, path)) throw explained(error, path);
  }
  await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!(await isFolder(path))) throw explained(error, path);
  }
}

/** Likewise, where a caller cannot wait: the log. */
export function makeFolderSync(path: string): void {
  const isThere = (): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  try {
    mkdirSync(path);
    return;
  } catch (error) {
    if (isThere()) return;
    if (!isMissingAbove(error, path)) throw explained(error, path);
  }
  makeFolderSync(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isThere()) throw explained(error, path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function isMissingAbove(error: unknown, path: string): boolean {
  return codeOf(error) === 'ENOENT' && dirname(path) !== path;
}

function explained(error: unknown, path: string): unknown {
  const about = { where: { path }, cause: error };
  switch (codeOf(error)) {
    case 'EEXIST':
      return new AppError('INVALID_INPUT', `${path} is no folder: it is a file, or a link to something that is not there.`, {
        hint: 'Choose another folder, or remove what is in the way.',
        ...about,
      });
    case 'ENOTDIR':
      return new AppError('INVALID_INPUT', `${path} lies below a file.`, { hint: 'Choose another folder.', ...about });
    // What is above it is there by now.
    case 'ENOENT':
      return new AppError('STORAGE_DENIED', `No folder can be made here: ${path}`, {
        hint: 'Choose a folder that you can write to.',
        ...about,
      });
    default:
      return error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
