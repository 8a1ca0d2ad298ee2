import { useCallback, useSyncExternalStore } from 'react';
import { lostWorkMs } from '../../../app/api/lostWork';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { useClient } from '../api/workbench';
import { notifyError } from './notices';

let asked: JobRecord | null = null;
const listeners = new Set<() => void>();

/** The job whose end would lose much work, while the person is asked whether that is meant. */
export function askToCancel(job: JobRecord | null): void {
  asked = job;
  for (const listener of listeners) listener();
}

export function useAskedToCancel(): JobRecord | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
}

/** Cancels a job: at once, unless more than half a minute of work would be lost. */
export function useCancelJob(): (job: JobRecord) => void {
  const client = useClient();
  return useCallback(
    (job) => {
      if (lostWorkMs(job, Date.now()) > 0) askToCancel(job);
      else client['jobs.cancel']({ jobId: job.id }).catch(notifyError);
    },
    [client],
  );
}

/** What a cancelled job leaves behind, in a sentence. */
export function leftBehind({ kind, keeps }: Pick<JobRecord, 'kind' | 'keeps'>): string {
  if (keeps) return 'What was finished is kept.';
  if (kind === 'ingest') return 'The project is as it was before.';
  if (kind === 'bundle') return 'No bundle was written.';
  if (kind === 'save-reference') return 'No reference was saved.';
  if (kind === 'monitor') return 'The next reading goes on from where this one ended.';
  if (kind === 'verify') return 'The bundle is as it was, and not proved.';
  if (kind === 'sign') return 'The bundle is as it was, and not signed.';
  return 'Nothing of it is kept.';
}
