// One process at a time: a folder that only one can make stands for the lock.
import { mkdir, rename, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lockName = '.drydock.lock';
/** What is done under the lock takes milliseconds: one this old was left by a process that was killed. */
const staleMs = 10_000;
/** Where clocks disagree a lock never looks old. */
const longestWaitMs = 20_000;
const waitMs = 20;

/**
 * Runs `work` while no other process runs one for the same folder. A lock left behind is taken over after ten seconds. Where no
 * lock can be had (a folder that may not be written to, a full disk) the work runs all the same: writing says why better.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(folder, lockName);
  const isOurs = await take(lock);
  try {
    return await work();
  } finally {
    if (isOurs) await rmdir(lock).catch(() => undefined);
  }
}

async function take(lock: string): Promise<boolean> {
  const since = performance.now();
  while (performance.now() - since < longestWaitMs) {
    try {
      await mkdir(lock);
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false;
    }
    const found = await stat(lock).catch(() => null);
    if (found && Date.now() - found.mtimeMs > staleMs) {
      // Renamed first: of several that find it, one takes it away.
      const old = `${lock}.${String(process.pid)}`;
      await rename(lock, old).then(
        () => rmdir(old).catch(() => undefined),
        () => undefined,
      );
    } else await sleep(waitMs);
  }
  return false;
}
