// What an operator can say about the prediction log, from the environment. Off unless a folder is named.
import { resolve } from 'node:path';
import { AppError } from '../../../app/base/errors.ts';

export interface LogSettings {
  folder: string;
  /** Share of the rows that are logged, by hash of their id. */
  sample: number;
  /** The oldest closed files go when the folder holds more; 0 = all are kept. */
  keepBytes: number;
  /** A file is closed when it has so many bytes, and at every full hour. */
  fileBytes: number;
  /** Column of named rows that holds the id of a row; null = ids are made from the request's. */
  idColumn: string | null;
  /** Columns beside the model's that are logged where a row has them. */
  further: string[];
  /** Columns whose values are left out, and those of which a keyed hash stands for the value. */
  leftOut: string[];
  hashed: string[];
  /** Key of the hashes; null = drawn anew at every start. */
  hashKey: string | null;
}

const megabyte = 1024 * 1024;

function refuse(name: string, text: string, wanted: string): AppError {
  return new AppError('INVALID_INPUT', `${name} is "${text}", which is not ${wanted}.`, {
    hint: `Correct ${name}, or leave it out.`,
  });
}

function number(env: NodeJS.ProcessEnv, range: { name: string; fallback: number; min: number; max: number }): number {
  const text = env[range.name];
  if (text === undefined || text === '') return range.fallback;
  const value = Number(text);
  if (value >= range.min && value <= range.max) return value;
  throw refuse(range.name, text, `a number between ${range.min} and ${range.max}`);
}

/** Names separated by commas, or a JSON array where a name has a comma in it. */
function names(env: NodeJS.ProcessEnv, name: string): string[] {
  const text = (env[name] ?? '').trim();
  if (text === '') return [];
  if (!text.startsWith('[')) return text.split(',').map((part) => part.trim());
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (Array.isArray(parsed) && parsed.every((part): part is string => typeof part === 'string')) return parsed;
  throw refuse(name, text, 'a JSON array of column names');
}

/**
 * Null = no log.
 * @throws INVALID_INPUT naming the variable
 */
export function readLogSettings(env: NodeJS.ProcessEnv): LogSettings | null {
  const folder = env['DRYDOCK_LOG_DIR'];
  if (folder === undefined || folder === '') return null;
  const keepBytes = number(env, { name: 'DRYDOCK_LOG_KEEP_MB', fallback: 1024, min: 0, max: 1e9 }) * megabyte;
  const fileBytes = number(env, { name: 'DRYDOCK_LOG_FILE_MB', fallback: 64, min: 0.001, max: 1e6 }) * megabyte;
  return {
    folder: resolve(folder),
    sample: number(env, { name: 'DRYDOCK_LOG_SAMPLE', fallback: 1, min: 0, max: 1 }),
    keepBytes,
    // Of what is kept, whole files go: one must not be all there is.
    fileBytes: keepBytes > 0 ? Math.min(fileBytes, keepBytes / 4) : fileBytes,
    idColumn: env['DRYDOCK_LOG_ID'] || null,
    further: names(env, 'DRYDOCK_LOG_COLUMNS'),
    leftOut: names(env, 'DRYDOCK_LOG_REDACT'),
    hashed: names(env, 'DRYDOCK_LOG_HASH'),
    hashKey: env['DRYDOCK_LOG_HASH_KEY'] || null,
  };
}

/**
 * A misspelt name would let the very values through that somebody wanted to keep out of the log.
 * @throws INVALID_INPUT naming the column
 */
export function checkLogColumns(settings: LogSettings, columns: readonly string[]): void {
  if (settings.idColumn !== null && [...settings.leftOut, ...settings.hashed].includes(settings.idColumn)) {
    throw new AppError('INVALID_INPUT', `"${settings.idColumn}" is to be kept out of the log, but DRYDOCK_LOG_ID names it.`, {
      hint: 'Name another column as the id, or none: then ids are made from that of the request.',
      where: { column: settings.idColumn },
    });
  }
  const known = new Set([...columns, ...settings.further]);
  const stranger = [...settings.leftOut, ...settings.hashed].find((name) => !known.has(name));
  if (stranger !== undefined) {
    throw new AppError('INVALID_INPUT', `DRYDOCK_LOG_REDACT or DRYDOCK_LOG_HASH names "${stranger}", which is never logged.`, {
      hint: `Columns that are logged: ${[...known].join(', ')}.`,
      where: { column: stranger },
    });
  }
}
