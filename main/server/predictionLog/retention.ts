// What becomes of old log files: orphans of a server that was killed are closed, and the oldest go when there are too many.
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const ours = /^(?:predictions|feedback)-\d{8}T\d{6}Z-\d+[.]jsonl([.]part)?$/;

/** Files are closed at the full hour: one that was not touched for so long belongs to no living server. */
const orphanMs = 2 * 3_600_000;

interface LogFile {
  path: string;
  bytes: number;
  isOpen: boolean;
  changedMs: number;
}

async function logFiles(folder: string): Promise<LogFile[]> {
  const files: LogFile[] = [];
  for (const name of await readdir(folder)) {
    const match = ours.exec(name);
    if (!match) continue;
    const path = join(folder, name);
    // Gone: another server with the same folder was quicker.
    const found = await stat(path).catch(() => null);
    if (found) files.push({ path, bytes: found.size, isOpen: match[1] !== undefined, changedMs: found.mtimeMs });
  }
  return files;
}

/** Gives files their final name that a killed server left open. */
export async function closeOrphans(folder: string, now: Date): Promise<void> {
  for (const { path, isOpen, changedMs } of await logFiles(folder)) {
    if (isOpen && now.getTime() - changedMs > orphanMs) await rename(path, path.slice(0, -'.part'.length));
  }
}

/** Removes the oldest closed files until the folder's log files have at most `keepBytes` together (0 = no limit). */
export async function removeOldest(folder: string, keepBytes: number): Promise<number> {
  if (keepBytes === 0) return 0;
  const files = await logFiles(folder);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let removed = 0;
  for (const file of files.filter(({ isOpen }) => !isOpen).sort((a, b) => a.changedMs - b.changedMs)) {
    if (bytes <= keepBytes) break;
    await rm(file.path, { force: true });
    bytes -= file.bytes;
    removed += 1;
  }
  return removed;
}
