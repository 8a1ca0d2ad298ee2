import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ProjectView } from '../../../app/api/schemas/projects';
import type { RunRecord, RunReport } from '../../../app/api/schemas/runs';
import { useClient } from '../api/workbench';
import { useProject } from './project';

export interface RunView {
  record: RunRecord;
  report: RunReport | null;
}

/**
 * The run being looked at: the one in the address, else the newest that is not archived, of the project's own model and data where
 * there is one: models that were only tried, and rows held out for that, are looked at when asked for.
 */
export function shownRun(project: ProjectView | null, wanted: string | null): RunRecord | undefined {
  if (!project) return undefined;
  const named = project.runs.find((run) => run.id === wanted);
  if (named) return named;
  const visible = project.runs.filter((run) => !run.archived);
  const ended = [...visible].sort((a, b) => b.startedAt.localeCompare(a.startedAt)).filter((run) => run.state !== 'running');
  const { model, data } = project;
  const own = ended.find((run) => run.model.sha256 === model?.sha256 && run.data.sha256 === data?.sha256);
  return own ?? ended[0] ?? visible[0];
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
