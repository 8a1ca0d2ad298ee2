// Whether projects can be made in a folder: tried, not guessed.
import { mkdtemp, rmdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, normalize } from 'node:path';
import { AppError, toWire } from '../base/errors.ts';
import { makeFolder } from '../storage/makeFolder.ts';

/**
 * The folder as a full path, made where it is missing, after something could be written there.
 * @throws INVALID_INPUT (no full path, or a file), STORAGE_DENIED, STORAGE_FULL
 */
export async function usableFolder(given: string): Promise<string> {
  const trimmed = given.trim();
  const path = /^~(?=$|[\\/])/.test(trimmed) ? join(homedir(), trimmed.slice(1)) : trimmed;
  const where = { path };
  if (!isAbsolute(path)) {
    throw new AppError('INVALID_INPUT', `“${trimmed}” is not a full path.`, {
      hint: 'Give the folder from the root of the disk on, or from ~ on, for instance ~/Drydock.',
      where,
    });
  }
  const folder = normalize(path);
  const hint = 'Choose a folder that you can write to.';
  try {
    await makeFolder(folder);
    await rmdir(await mkdtemp(join(folder, '.drydock-')));
  } catch (error) {
    const { code, message } = toWire(error);
    throw new AppError(code === 'INTERNAL' ? 'STORAGE_DENIED' : code, `Projects cannot be kept in ${folder}. ${message}`, {
      hint,
      where,
      cause: error,
    });
  }
  return folder;
}
