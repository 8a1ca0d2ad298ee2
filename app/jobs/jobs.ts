// Runs long work as jobs: states, queue, progress, cancel, events. Knows no feature: work is a function.
import { randomUUID } from 'node:crypto';
import type { JobEvent, JobRecord, JobState } from '../api/schemas/jobs.ts';
import { AppError, cancelled, isCancelled, toWire } from '../base/errors.ts';
import { isFinal, mayBecome } from './jobStates.ts';
import { createProgressMeter, noProgress } from './progressMeter.ts';
import type { TaskHooks } from './tasks.ts';
import { throttle } from './throttle.ts';

export interface JobSpec {
  kind: string;
  title: string;
  /** Folder of the project it belongs to. */
  project: string | null;
  /** Heavy jobs run one at a time, in the order they came; others at once. */
  heavy: boolean;
  /** When it is cancelled, what is finished stays. Left out: all of its work is lost. */
  keeps?: boolean;
  /** What is known of it before it begins. */
  partial?: unknown;
  /**
   * The work. Its value becomes the job's result. When the signal fires it either throws CANCELLED or returns
   * what it kept: both end as `cancelled`, the second with a result.
   */
  run(hooks: TaskHooks): Promise<unknown>;
  /** Called instead of `run` when the job is cancelled in the queue. */
  dropped?: () => void;
}

export interface Jobs {
  start(spec: JobSpec): JobRecord;
  /** @throws NOT_FOUND, CONFLICT when the job has ended */
  cancel(jobId: string): JobRecord;
  get(jobId: string): JobRecord | undefined;
  /** Newest first. */
  list(): JobRecord[];
  /**
   * Every job that changed after `after`, in the order of change, as it is now; then every change as it comes.
   * A slow reader skips states in between, never the last one.
   */
  follow(options: { after: number; signal: AbortSignal }): AsyncIterable<JobEvent>;
  /** Cancels everything and waits until it has ended. */
  close(): Promise<void>;
}

export interface JobsOptions {
  /** Unknown errors, before they are masked. */
  log?: (message: string, error: unknown) => void;
  /** Ended jobs that are remembered. */
  keep?: number;
  /** Time between two events of one job's progress. */
  intervalMs?: number;
}

interface Entry {
  record: JobRecord;
  seq: number;
  spec: JobSpec;
  controller: AbortController;
}

export function createJobs({ log, keep = 200, intervalMs = 100 }: JobsOptions = {}): Jobs {
  const entries = new Map<string, Entry>();
  const waiting: Entry[] = [];
  const underWay = new Set<Promise<void>>();
  const listeners = new Set<() => void>();
  let heavyRunning = false;
  // From the clock, so that numbers of a restarted engine are higher than any a window has seen before.
  let seq = Date.now();

  const publish = (entry: Entry, change: Partial<JobRecord>): void => {
    entry.record = { ...entry.record, ...change };
    entry.seq = ++seq;
    for (const listener of listeners) listener();
  };
  const move = (entry: Entry, state: JobState, change: Partial<JobRecord> = {}): void => {
    if (!mayBecome(entry.record.state, state)) {
      throw new Error(`Job ${entry.record.id} cannot go from ${entry.record.state} to ${state}.`);
    }
    publish(entry, { ...change, state, ...(isFinal(state) ? { cancelling: false, endedAt: new Date().toISOString() } : {}) });
  };

  const runEntry = async (entry: Entry): Promise<void> => {
    const { spec, controller } = entry;
    const meter = createProgressMeter(() => performance.now());
    let unsent: Partial<JobRecord> = {};
    const sender = throttle(intervalMs, () => {
      if (isFinal(entry.record.state)) return;
      publish(entry, unsent);
      unsent = {};
    });
    const note = (change: Partial<JobRecord>): void => {
      unsent = { ...unsent, ...change };
      sender.request();
    };
    /** The last progress goes out with the end: nothing of it is lost, and nothing comes after. */
    const end = (state: JobState, change: Partial<JobRecord>): void => {
      sender.cancel();
      move(entry, state, { ...unsent, ...change });
    };
    move(entry, 'running', { startedAt: new Date().toISOString(), progress: { ...noProgress, stage: 'starting' } });
    try {
      const result = await spec.run({
        signal: controller.signal,
        onProgress: (report) => note({ progress: meter(report) }),
        onPartial: (partial) => note({ partial }),
      });
      end(controller.signal.aborted ? 'cancelled' : 'done', { result });
    } catch (error) {
      if (controller.signal.aborted && isCancelled(error)) {
        end('cancelled', {});
        return;
      }
      const wire = toWire(error);
      if (wire.code === 'INTERNAL') log?.(`job ${spec.kind} failed`, error);
      end('failed', { error: wire });
    }
  };

  const forgetOldest = (): void => {
    const ended = [...entries.values()].filter((entry) => isFinal(entry.record.state));
    for (const entry of ended.slice(0, Math.max(0, ended.length - keep))) entries.delete(entry.record.id);
  };

  const begin = (entry: Entry): void => {
    const work = runEntry(entry).finally(() => {
      underWay.delete(work);
      forgetOldest();
      if (!entry.spec.heavy) return;
      heavyRunning = false;
      beginNextHeavy();
    });
    underWay.add(work);
  };
  const beginNextHeavy = (): void => {
    if (heavyRunning) return;
    const next = waiting.shift();
    if (!next) return;
    heavyRunning = true;
    begin(next);
  };

  const cancelEntry = (entry: Entry): void => {
    if (entry.record.state === 'queued') {
      waiting.splice(waiting.indexOf(entry), 1);
      entry.controller.abort(cancelled());
      move(entry, 'cancelled');
      entry.spec.dropped?.();
      return;
    }
    publish(entry, { cancelling: true });
    entry.controller.abort(cancelled());
  };

  return {
    start(spec) {
      const record: JobRecord = {
        id: randomUUID(),
        kind: spec.kind,
        title: spec.title,
        project: spec.project,
        state: 'queued',
        cancelling: false,
        keeps: spec.keeps ?? false,
        progress: noProgress,
        ...(spec.partial !== undefined && { partial: spec.partial }),
        createdAt: new Date().toISOString(),
        startedAt: null,
        endedAt: null,
      };
      const entry: Entry = { record, seq: 0, spec, controller: new AbortController() };
      entries.set(record.id, entry);
      publish(entry, {});
      if (spec.heavy) {
        waiting.push(entry);
        beginNextHeavy();
      } else {
        begin(entry);
      }
      return entry.record;
    },

    cancel(jobId) {
      const entry = entries.get(jobId);
      if (!entry) throw new AppError('NOT_FOUND', 'There is no such job.', { hint: 'Take the id from the list of jobs.' });
      if (isFinal(entry.record.state)) {
        throw new AppError('CONFLICT', `The job “${entry.record.title}” has ended already.`, {
          hint: `It is ${entry.record.state}; there is nothing to cancel.`,
        });
      }
      if (!entry.record.cancelling) cancelEntry(entry);
      return entry.record;
    },

    get: (jobId) => entries.get(jobId)?.record,

    list: () => [...entries.values()].reverse().map(({ record }) => record),

    async *follow({ after, signal }) {
      let cursor = after;
      let wake: () => void = () => undefined;
      const listener = (): void => wake();
      listeners.add(listener);
      signal.addEventListener('abort', listener, { once: true });
      try {
        while (!signal.aborted) {
          let next: Entry | undefined;
          for (const entry of entries.values()) if (entry.seq > cursor && entry.seq < (next?.seq ?? Infinity)) next = entry;
          if (next) {
            cursor = next.seq;
            yield { seq: next.seq, job: next.record };
          } else {
            await new Promise<void>((resolve) => (wake = resolve));
          }
        }
      } finally {
        listeners.delete(listener);
        signal.removeEventListener('abort', listener);
      }
    },

    async close() {
      for (const entry of entries.values()) if (!isFinal(entry.record.state) && !entry.record.cancelling) cancelEntry(entry);
      await Promise.all(underWay);
    },
  };
}
