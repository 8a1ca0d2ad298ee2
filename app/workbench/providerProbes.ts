// Which execution providers run here: each tried in a process of its own, the answers kept for a day.
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { ProviderStatus } from '../api/schemas/runs.ts';
import { unlessAborted } from '../base/abort.ts';
import { isAppError, isCancelled } from '../base/errors.ts';
import { knownProviders } from '../inference/providers.ts';
import type { TaskRunner } from '../jobs/tasks.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';

const dayMs = 24 * 60 * 60 * 1000;
const KeptProbes = z.object({ key: z.string(), statuses: z.array(ProviderStatus) });

/**
 * @param options.path where answers are kept
 * @param options.key changes whenever they may be other ones: versions of program and runtime
 */
export function createProviderProbes(
  tasks: TaskRunner,
  options: { path: string; key: () => Promise<string> },
): (request: { refresh: boolean; signal: AbortSignal }) => Promise<ProviderStatus[]> {
  let current: Promise<ProviderStatus[]> | undefined;

  const probeOne = async (provider: ReturnType<typeof knownProviders>[number]): Promise<ProviderStatus> => {
    const hooks = { signal: new AbortController().signal, onProgress: () => undefined, onPartial: () => undefined };
    try {
      return ProviderStatus.parse(await tasks.run('probe', { provider }, hooks));
    } catch (error) {
      if (isCancelled(error)) throw error;
      const reason = isAppError(error) ? error.message : 'It could not be tried.';
      return { name: provider, label: provider.toUpperCase(), available: false, reason };
    }
  };
  const probeAll = async (): Promise<ProviderStatus[]> => {
    const statuses: ProviderStatus[] = [];
    // One after the other: two drivers starting at once get in each other's way.
    for (const provider of knownProviders()) statuses.push(await probeOne(provider));
    await writeJsonAtomic(options.path, { key: await options.key(), statuses }).catch(() => undefined);
    return statuses;
  };
  const kept = async (): Promise<ProviderStatus[] | null> => {
    try {
      if (Date.now() - (await stat(options.path)).mtimeMs > dayMs) return null;
      const file = KeptProbes.parse(JSON.parse(await readFile(options.path, 'utf8')));
      return file.key === (await options.key()) ? file.statuses : null;
    } catch {
      return null;
    }
  };

  return async ({ refresh, signal }) => {
    signal.throwIfAborted();
    if (refresh) current = undefined;
    current ??= (refresh ? Promise.resolve(null) : kept()).then((statuses) => statuses ?? probeAll());
    const mine = current;
    mine.catch(() => {
      if (current === mine) current = undefined;
    });
    // Whoever gave up waits no longer; the probes go on for the next one who asks.
    return unlessAborted(mine, signal);
  };
}
