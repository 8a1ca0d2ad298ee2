import { AppError } from '../../base/errors.ts';

/** Most bytes of one object. */
export const objectBytes = 64 * 1024 * 1024;

/** Where a JSON file lies, what it is called to the person, and where its rows may be put. */
export interface JsonFiles {
  plainPath: string;
  shownPath: string;
  shownName: string;
  rawPath: string;
  workPath: string;
}

/** FILE_UNREADABLE: not JSON, and why. */
export function damaged(files: JsonFiles, why: string, cause: unknown): AppError {
  return new AppError('FILE_UNREADABLE', `${files.shownName} is not valid JSON: ${why.slice(0, 300)}`, {
    hint: 'It may have been cut off or edited by hand. Get it again, or correct the place named.',
    where: { file: files.shownPath },
    cause,
  });
}

/** DATA_INVALID: an object names a value twice. */
export function namedTwice(files: JsonFiles, name: string, cause: unknown): AppError {
  return new AppError('DATA_INVALID', `${files.shownName} names "${name}" twice in one object.`, {
    hint: 'Only one of the two values could be read, and nobody can tell which is meant. Give every value a name of its own.',
    where: { file: files.shownPath },
    cause,
  });
}
