// How many processes and threads fit the machine, or the share of it that a container has.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export interface Cores {
  /** Processors that may be used: those the process is bound to, and no more than the quota of its container. */
  usable: number;
  /** Whether a quota says so: the runtime does not know it, and would start a thread for each processor of the machine. */
  isQuota: boolean;
}

/** Of cgroup v2: "quota period" in microseconds, or "max period". */
function quota(): number {
  try {
    const [time = 'max', period = '100000'] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim().split(' ');
    return time === 'max' ? Infinity : Number(time) / Number(period);
  } catch {
    return Infinity;
  }
}

export function availableCores(): Cores {
  const bound = availableParallelism();
  const limit = Math.max(1, Math.ceil(quota()));
  return limit < bound ? { usable: limit, isQuota: true } : { usable: bound, isQuota: false };
}

/** More processes than this are started only where somebody says so: each holds the model in memory. */
const mostByDefault = 4;

/**
 * Processes and threads of each, where 0 = not said. One process up to two processors, else one for every two, at most four;
 * where threads are said, as many as there is room for. With several processes they share the processors.
 */
export function sharedCores(
  said: { workers: number; threads: number },
  { usable, isQuota }: Cores,
): { workers: number; threads: number | null } {
  const room = said.threads > 0 ? Math.floor(usable / said.threads) : Math.floor(usable / 2);
  const workers = said.workers || Math.min(mostByDefault, Math.max(1, room));
  const shared = workers > 1 || isQuota ? Math.max(1, Math.floor(usable / workers)) : null;
  return { workers, threads: said.threads || shared };
}
