import { useSyncExternalStore } from 'react';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { hasEnded } from './jobsStore';
import { useJobsStore } from './workbench';

export function useJobs(): JobRecord[] {
  const store = useJobsStore();
  return useSyncExternalStore(store.subscribe, store.all);
}

/** The running or waiting job of this kind in this project. */
export function useActiveJob(kind: string | null, project: string | null): JobRecord | undefined {
  return useJobs().find(
    (job) => !hasEnded(job) && (kind === null || job.kind === kind) && (project === null || job.project === project),
  );
}
