import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { RunRecord, RunReport } from '../../../app/api/schemas/runs';
import { useClient } from '../api/workbench';
import { useProject } from './project';

export interface RunView {
  record: RunRecord;
  report: RunReport | null;
}

export function useRunQuery(runId: string | undefined): UseQueryResult<RunView> {
  const client = useClient();
  const project = useProject()?.project ?? '';
  return useQuery({
    queryKey: ['run', project, runId],
    queryFn: ({ signal }) => client['runs.get']({ project, runId: runId ?? '' }, { signal }),
    enabled: runId !== undefined && project !== '',
    staleTime: Infinity,
    // A log that is read again gives another run: what it has so far stays while that is fetched.
    placeholderData: (before) => (before?.record.deployed ? before : undefined),
  });
}
