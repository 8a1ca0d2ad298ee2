import { readLines } from './readLines.ts';

/** Lines that are looked at: one that is broken must not hide what the file is. */
const mostLines = 3;

/** Whether it can be a file of lines of a log. */
export function hasLogName(path: string): boolean {
  return /[.](?:jsonl|ndjson)([.]part)?$/i.test(path);
}

/** Whether a file of lines is what the server of a bundle logs: its predictions, or labels sent to it. */
export async function looksLikeLog(path: string): Promise<boolean> {
  if (!hasLogName(path)) return false;
  for await (const { line, text } of readLines(path, { bytes: 0, lines: 0 }, true)) {
    if (text !== null && isLogged(text)) return true;
    if (line >= mostLines) break;
  }
  return false;
}

function isLogged(text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof value !== 'object' || value === null) return false;
  const has = (...names: string[]): boolean => names.every((name) => Object.hasOwn(value, name));
  return has('time', 'id', 'run') && (has('inputs', 'prediction') || has('label'));
}
