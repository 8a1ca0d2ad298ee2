// "Keep reading": a log that is read again and again while its project is open. How it is read is kept with the log.
import { useSyncExternalStore } from 'react';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import type { WireError } from '../../../app/base/errors';

export interface LogWatch {
  /** The project that the bundle was exported from, and the validation. */
  project: string;
  runId: string;
  /** The project of the log: the watch goes on while one of the two is open. */
  monitored: string;
  everySeconds: number;
  /** Why the last reading failed, and when; it is tried again all the same. */
  trouble: { error: WireError; at: string } | null;
}

let watch: LogWatch | null = null;
const listeners = new Set<() => void>();

export function currentWatch(): LogWatch | null {
  return watch;
}

export function setWatch(next: LogWatch | null): void {
  watch = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLogWatch(): LogWatch | null {
  return useSyncExternalStore(subscribe, currentWatch);
}

/** A watched log that goes on failing the same way was reported when it began. */
export function isKnownTrouble({ kind, project, error }: JobRecord): boolean {
  return (
    kind === 'monitor' && watch?.project === project && watch?.trouble !== null && watch?.trouble.error.message === error?.message
  );
}
