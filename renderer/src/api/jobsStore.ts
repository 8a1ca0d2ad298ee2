import type { JobRecord } from '../../../app/api/schemas/jobs';
import type { Connection } from './connection';

export interface JobsStore {
  /** Newest first; the same array until something changes. */
  all: () => JobRecord[];
  subscribe: (listener: () => void) => () => void;
  /** Called once for each job that reaches its end while the window looks on. */
  onEnd: (listener: (job: JobRecord) => void) => () => void;
}

const publishAfterMs = 16;

export function hasEnded(job: JobRecord): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

/** One stream of job events for the whole window; goes on by sequence number after a break in the connection. */
export function createJobsStore({ client, status, subscribe }: Connection): JobsStore {
  const jobs = new Map<string, JobRecord>();
  const listeners = new Set<() => void>();
  const endListeners = new Set<(job: JobRecord) => void>();
  let snapshot: JobRecord[] = [];
  let ended: JobRecord[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let after = 0;
  let isFollowing = false;

  const publish = (): void => {
    timer = undefined;
    snapshot = [...jobs.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    const toAnnounce = ended;
    ended = [];
    for (const job of toAnnounce) for (const listener of endListeners) listener(job);
    for (const listener of listeners) listener();
  };
  // What came while the window was busy is drawn at once: React gives up on some fifty updates in a row that keep it from other work.
  const publishSoon = (): void => {
    timer ??= setTimeout(publish, publishAfterMs);
  };
  const take = (job: JobRecord, announce: boolean): void => {
    const before = jobs.get(job.id);
    // An end is final: what is replayed after it is from before.
    if (before && hasEnded(before)) return;
    jobs.set(job.id, job);
    if (announce && hasEnded(job)) ended.push(job);
    publishSoon();
  };

  const follow = async (): Promise<void> => {
    if (isFollowing) return;
    isFollowing = true;
    try {
      const known = await client['jobs.list']({});
      // A fresh engine knows nothing of the old jobs and counts its events from the start.
      if ([...jobs.keys()].some((id) => !known.some((job) => job.id === id))) {
        jobs.clear();
        after = 0;
      }
      const isFirst = after === 0 && jobs.size === 0;
      for (const job of known) take(job, !isFirst);
      publishSoon();
      for await (const { seq, job } of client['jobs.follow']({ after })) {
        after = Math.max(after, seq);
        take(job, true);
      }
    } catch {
      // The connection says itself that it is lost; following starts again when it is back.
    } finally {
      isFollowing = false;
    }
  };
  subscribe(() => {
    if (status() === 'connected') void follow();
  });
  if (status() === 'connected') void follow();

  return {
    all: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEnd(listener) {
      endListeners.add(listener);
      return () => endListeners.delete(listener);
    },
  };
}
