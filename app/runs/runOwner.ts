// Which process a run under way belongs to, so that a run whose process is gone can be told from a live one.
import { readFile, stat } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import type { RunFolder } from './runFolder.ts';

const Owner = z.object({ pid: z.number(), host: z.string(), at: z.string() });

/** A run on another machine (a shared disk) that did not touch its files for so long is taken to be dead. */
const foreignSilenceMs = 10 * 60_000;

/** Notes this process as the one that runs it. */
export async function writeOwner(folder: RunFolder): Promise<void> {
  await writeJsonAtomic(folder.owner, { pid: process.pid, host: hostname(), at: new Date().toISOString() });
}

/** True while the process that owns the run lives. */
export async function hasLiveOwner(folder: RunFolder): Promise<boolean> {
  let owner: z.infer<typeof Owner>;
  try {
    owner = Owner.parse(JSON.parse(await readFile(folder.owner, 'utf8')));
  } catch {
    return false;
  }
  if (owner.host !== hostname()) return Date.now() - (await lastTouch(folder)) < foreignSilenceMs;
  // After a restart of the machine the number may belong to somebody else.
  if (Date.parse(owner.at) < Date.now() - uptime() * 1000) return false;
  return isAlive(owner.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, it is just not ours.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function lastTouch(folder: RunFolder): Promise<number> {
  const times = await Promise.all(
    [folder.owner, folder.staged, folder.inflight].map((path) =>
      stat(path).then(
        (stats) => stats.mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}
