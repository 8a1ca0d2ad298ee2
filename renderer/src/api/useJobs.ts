import { useSyncExternalStore } from 'react';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { hasEnded } from './jobsStore';
import { useJobsStore } from './workbench';

export function useJobs(): JobRecord[] {
  const store = useJobsStore();
  return useSyncExternalStore(store.subscribe, store.all);
}

/**
 * What `select` makes of the jobs: draws anew only when that is another value, not ten times a second while something runs.
 * The value must be the same one (a text, a number, a boolean) as long as nothing that matters has changed.
 */
export function useJobsSelect<T extends string | number | boolean | null>(select: (jobs: JobRecord[]) => T): T {
  const store = useJobsStore();
  return useSyncExternalStore(store.subscribe, () => select(store.all()));
}

/** The running or waiting job of this kind in this project. */
export function useActiveJob(kind: string | null, project: string | null): JobRecord | undefined {
  return useJobs().find(
    (job) => !hasEnded(job) && (kind === null || job.kind === kind) && (project === null || job.project === project),
  );
}
