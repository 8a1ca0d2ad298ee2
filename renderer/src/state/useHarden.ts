import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { HardenRecord, HardenSettings, HardenSummary } from '../../../app/api/schemas/harden';
import { useClient } from '../api/workbench';
import { notifyError } from './notices';
import { stressKey } from './useStress';

/** Under that of stress runs: the end of a job of either kind makes both fresh. */
const hardenKey = (project: string): string[] => [...stressKey(project), 'harden'];

export function useHardenList(project: string): UseQueryResult<HardenSummary[]> {
  const client = useClient();
  return useQuery({
    queryKey: [...hardenKey(project), 'list'],
    queryFn: async ({ signal }) => (await client['harden.list']({ project }, { signal })).runs,
  });
}

export function useHardenRun(project: string, hardenId: string | null): UseQueryResult<HardenRecord> {
  const client = useClient();
  return useQuery({
    queryKey: [...hardenKey(project), 'run', hardenId],
    queryFn: ({ signal }) => client['harden.get']({ project, hardenId: hardenId ?? '' }, { signal }),
    enabled: hardenId !== null,
  });
}

/** Starts a hardening run; the panel follows the job. */
export function useStartHarden(project: string): (settings: HardenSettings) => Promise<void> {
  const client = useClient();
  const queries = useQueryClient();
  return useCallback(
    async (settings) => {
      try {
        await client['harden.start']({ project, settings });
        await queries.invalidateQueries({ queryKey: hardenKey(project) });
      } catch (error) {
        notifyError(error);
      }
    },
    [client, queries, project],
  );
}
