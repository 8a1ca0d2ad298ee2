import type { JobState } from '../api/schemas/jobs.ts';

/**
 * queued ──► running ──► done
 *    │          ├──────► failed
 *    └──────────┴──────► cancelled       The last three are final.
 */
const transitions: Record<JobState, readonly JobState[]> = {
  queued: ['running', 'cancelled'],
  running: ['done', 'failed', 'cancelled'],
  done: [],
  failed: [],
  cancelled: [],
};

export function mayBecome(from: JobState, to: JobState): boolean {
  return transitions[from].includes(to);
}

export function isFinal(state: JobState): boolean {
  return transitions[state].length === 0;
}
