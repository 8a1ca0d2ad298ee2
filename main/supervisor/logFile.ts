import { appendFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolderSync } from '../../app/storage/makeFolder.ts';

export interface Log {
  /** One entry; `detail` is an error or text that may span lines. */
  write(source: string, message: string, detail?: unknown): void;
}

/**
 * A log file that keeps its last `files` × `maxBytes`: `drydock.log`, then `drydock.log.1` and so on, older ones go.
 * Written synchronously, so that the last words before a crash are in it. A log that cannot be written never
 * stops the work.
 */
export function openLogFile(path: string, { maxBytes = 2_000_000, files = 3 } = {}): Log {
  let bytes = 0;
  try {
    makeFolderSync(dirname(path));
    bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return { write: () => undefined };
  }
  const rotate = (): void => {
    rmSync(`${path}.${String(files - 1)}`, { force: true });
    for (let number = files - 2; number >= 1; number--) moveIfThere(`${path}.${String(number)}`, `${path}.${String(number + 1)}`);
    moveIfThere(path, `${path}.1`);
    bytes = 0;
  };
  return {
    write(source, message, detail) {
      const line = `${new Date().toISOString()} ${source}: ${message}${detail === undefined ? '' : ` ${inWords(detail)}`}\n`;
      try {
        if (bytes > 0 && bytes + Buffer.byteLength(line) > maxBytes) rotate();
        appendFileSync(path, line);
        bytes += Buffer.byteLength(line);
      } catch {
        // A full disk or a folder that went away: the work itself will say so where it matters.
      }
    },
  };
}

function moveIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to);
}

function inWords(detail: unknown): string {
  if (detail instanceof Error) {
    const cause = detail.cause === undefined ? '' : `\n  caused by ${inWords(detail.cause)}`;
    return `${detail.stack ?? String(detail)}${cause}`;
  }
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}
