import { useMutation, useQuery, type QueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { MonitorResult, type LogReading } from '../../../app/api/schemas/monitor';
import { useClient } from '../api/workbench';
import { projectKey } from './project';

/** The run that a bundle was exported from. */
export interface BundleRun {
  project: string;
  runId: string;
}

const lastKey = (project: string | null): readonly unknown[] => ['log', project];

/** How the log was read last, and what came of it. Null = it never was. */
export function useLastReading({ project, runId }: BundleRun): UseQueryResult<LogReading | null> {
  const client = useClient();
  return useQuery({
    queryKey: [...lastKey(project), runId],
    queryFn: ({ signal }) => client['monitor.last']({ project, runId }, { signal }),
  });
}

/** Starts a reading, which takes the place of the one before. */
export function useReadLog({ project, runId }: BundleRun): UseMutationResult<{ jobId: string }, unknown, LogReading['request']> {
  const client = useClient();
  return useMutation({
    mutationFn: async (request) => {
      const last = await client['monitor.last']({ project, runId });
      return client['monitor.import']({ project, runId, ...request, ...(last && { replaces: last.result.runId }) });
    },
  });
}

/** After a log was read: what is shown of it and of the project made of it. */
export function freshAfterReading(queries: QueryClient, job: JobRecord): void {
  void queries.invalidateQueries({ queryKey: lastKey(job.project) });
  const result = MonitorResult.safeParse(job.result);
  if (!result.success) return;
  void queries.invalidateQueries({ queryKey: projectKey(result.data.project) });
  void queries.invalidateQueries({ queryKey: ['drift', result.data.project] });
}
