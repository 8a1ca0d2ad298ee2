import { useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import type { LoadResult, LoadSettings } from '../../../app/api/schemas/load';
import { useClient } from '../api/workbench';
import { notifyError } from './notices';

/** The last load test of the bundle of this run; null where none was made. */
export function useLastLoad(project: string, runId: string): UseQueryResult<LoadResult | null> {
  const client = useClient();
  return useQuery({
    queryKey: ['load', project, runId],
    queryFn: async ({ signal }) => (await client['bundles.lastLoad']({ project, runId }, { signal })).load,
  });
}

export interface LoadStart {
  /** Path of a bundle, or address of a server. */
  target: string;
  settings: Partial<LoadSettings>;
}

export function useStartLoad(project: string): UseMutationResult<{ jobId: string }, unknown, LoadStart> {
  const client = useClient();
  return useMutation({
    mutationFn: (start: LoadStart) => client['bundles.loadtest']({ project, ...start }),
    onError: notifyError,
  });
}
