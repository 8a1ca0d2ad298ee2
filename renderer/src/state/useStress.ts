import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CorruptionCard, StressRecord, StressSettings, StressSummary } from '../../../app/api/schemas/stress';
import { useClient } from '../api/workbench';
import { notifyError } from './notices';

export const stressKey = (project: string): string[] => ['stress', project];

export function useStressList(project: string): UseQueryResult<StressSummary[]> {
  const client = useClient();
  return useQuery({
    queryKey: [...stressKey(project), 'list'],
    queryFn: async ({ signal }) => (await client['stress.list']({ project }, { signal })).runs,
  });
}

export function useStressRun(project: string, stressId: string | null): UseQueryResult<StressRecord> {
  const client = useClient();
  return useQuery({
    queryKey: [...stressKey(project), 'run', stressId],
    queryFn: ({ signal }) => client['stress.get']({ project, stressId: stressId ?? '' }, { signal }),
    enabled: stressId !== null,
  });
}

export function useCorruptions(): UseQueryResult<CorruptionCard[]> {
  const client = useClient();
  return useQuery({
    queryKey: ['corruptions'],
    queryFn: ({ signal }) => client['stress.catalogue']({}, { signal }),
    staleTime: Infinity,
  });
}

/** Starts a stress run; the page follows the job. */
export function useStartStress(project: string): (settings: StressSettings) => Promise<void> {
  const client = useClient();
  const queries = useQueryClient();
  return useCallback(
    async (settings) => {
      try {
        await client['stress.start']({ project, settings });
        await queries.invalidateQueries({ queryKey: stressKey(project) });
      } catch (error) {
        notifyError(error);
      }
    },
    [client, queries, project],
  );
}
