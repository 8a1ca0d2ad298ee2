import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../base/errors.ts';

export interface LogFile {
  path: string;
  /** The path once it is closed: a file keeps its place in what was read when `.part` goes. */
  key: string;
  form: 'lines' | 'table';
  /** Nobody writes to it any more. */
  isWhole: boolean;
}

const known = /[.](?:jsonl|ndjson|parquet)([.]part)?$/i;

function logFile(path: string): LogFile | null {
  const match = known.exec(path);
  if (!match) return null;
  const isWhole = match[1] === undefined;
  const key = isWhole ? path : path.slice(0, -'.part'.length);
  return { path, key, form: /[.]parquet$/i.test(key) ? 'table' : 'lines', isWhole };
}

/**
 * Log files in folders (not below them) and among files, in the order of their names.
 * @throws NOT_FOUND for a path that is not there, INVALID_INPUT for a file that is no log
 */
export async function findLogs(paths: readonly string[]): Promise<LogFile[]> {
  const found = new Map<string, LogFile>();
  for (const given of paths) {
    const path = resolve(given);
    const stats = await stat(path).catch(() => null);
    if (!stats) {
      throw new AppError('NOT_FOUND', `There is no prediction log here: ${path}`, {
        hint: 'Name the folder that DRYDOCK_LOG_DIR named, or files of it.',
        where: { path },
      });
    }
    const names = stats.isDirectory() ? (await readdir(path)).sort().map((name) => join(path, name)) : [path];
    for (const name of names) {
      const file = logFile(name);
      if (file) found.set(file.path, file);
      else if (!stats.isDirectory()) {
        throw new AppError('INVALID_INPUT', `This is no file of a prediction log: ${path}`, {
          hint: 'Logs are .jsonl, .jsonl.part or .parquet files.',
          where: { path },
        });
      }
    }
  }
  return [...found.values()];
}
