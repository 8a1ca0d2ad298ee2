import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { byName } from '../base/byName.ts';
import { AppError } from '../base/errors.ts';

const dataName = /\.(csv|tsv|tab|txt|psv|parquet|pq|json|jsonl|ndjson|arrow|feather|ipc|xlsx)(\.(gz|zst))?$/i;
const fileLimit = 10_000;

/**
 * Files, folders (their data files, at any depth) and globs (`*`, `?`, `**`) as one sorted list of files.
 * @throws AppError NOT_FOUND, STORAGE_DENIED, DATA_INVALID (a folder or glob without data files), TOO_LARGE.
 */
export async function findFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const given of paths) {
    const path = resolve(given);
    const info = await stat(path).catch(() => null);
    if (info?.isDirectory()) files.push(...(await inFolder(path)));
    else if (info) {
      await access(path, constants.R_OK).catch((cause: unknown) => {
        throw new AppError('STORAGE_DENIED', `The file may not be read: ${path}`, {
          hint: 'Check the permissions of the file.',
          where: { file: path },
          cause,
        });
      });
      if (!info.isFile()) {
        throw new AppError('DATA_INVALID', `This is neither a file nor a folder: ${path}`, {
          hint: 'Choose a data file or a folder of data files.',
          where: { file: path },
        });
      }
      files.push(path);
    } else if (/[*?]/.test(basename(path)) || /[*?]/.test(path)) files.push(...(await matching(path)));
    else {
      throw new AppError('NOT_FOUND', `There is no file ${path}`, { hint: 'Check the path.', where: { file: path } });
    }
  }
  const unique = [...new Set(files)];
  if (unique.length > fileLimit) {
    throw new AppError(
      'TOO_LARGE',
      `These are ${String(unique.length)} files; at most ${String(fileLimit)} can be one dataset.`,
      {
        hint: 'Join them into fewer files first.',
      },
    );
  }
  return unique;
}

async function inFolder(folder: string): Promise<string[]> {
  const found = await walk(folder);
  const files = found.filter((path) => dataName.test(path)).sort(byName);
  if (files.length > 0) return files;
  throw new AppError('DATA_INVALID', `The folder ${folder} has no data files.`, {
    hint: 'It should hold CSV, TSV, Parquet, JSON, JSON Lines, Arrow, Feather or Excel files.',
    where: { file: folder },
  });
}

/** Files in a folder and `depth` - 1 levels of folders below it. Folders below that may not be read are an error, or skipped. */
async function walk(folder: string, depth = Infinity, closed: 'error' | 'skipped' = 'error'): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (closed === 'skipped') return [];
    throw error;
  });
  for (const entry of entries) {
    // Hidden files, and the bookkeeping of Spark and macOS archives.
    if (/^[._]/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(depth > 1 ? await walk(path, depth - 1, closed) : []));
    else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
  }
  return found;
}

async function matching(pattern: string): Promise<string[]> {
  const fixed = pattern.slice(0, pattern.search(/[*?]/));
  const root = fixed.endsWith(sep) ? fixed : dirname(fixed);
  const info = await stat(root).catch(() => null);
  const expression = new RegExp(
    `^${pattern
      .split(/(\*\*[\\/]|\*\*|\*|\?)/)
      .map(globPart)
      .join('')}$`,
  );
  // A pattern without "**" names how many folders lie between: deeper ones are not looked into.
  const depth = pattern.includes('**')
    ? Infinity
    : pattern
        .slice(root.length)
        .split(sep)
        .filter((part) => part !== '').length;
  const files = info?.isDirectory()
    ? (await walk(root, depth, 'skipped')).filter((path) => expression.test(path)).sort(byName)
    : [];
  if (files.length > 0) return files;
  throw new AppError('NOT_FOUND', `No file matches ${pattern}`, {
    hint: 'Check the folder and the pattern.',
    where: { file: pattern },
  });
}

function globPart(part: string): string {
  if (part === '*') return '[^\\\\/]*';
  if (part === '?') return '[^\\\\/]';
  if (part === '**') return '.*';
  if (/^\*\*[\\/]$/.test(part)) return '(?:.*[\\\\/])?';
  return part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
}
