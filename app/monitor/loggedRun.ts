import { findLogs } from './findLogs.ts';
import { readLines } from './readLines.ts';

/** The run whose bundle wrote the newest of these files, as its first lines say. Null = they do not. */
export async function loggedRun(paths: readonly string[]): Promise<string | null> {
  for (const file of (await findLogs(paths)).reverse()) {
    if (file.form === 'table') continue;
    for await (const { line, text } of readLines(file.path, { bytes: 0, lines: 0 }, file.isWhole)) {
      const run = text === null ? null : /"run"\s*:\s*"([\w.-]{1,100})"/.exec(text)?.[1];
      if (run) return run;
      if (line >= 10) break;
    }
  }
  return null;
}
