import type { ProjectView } from '../../../app/api/schemas/projects';
import type { RunRecord } from '../../../app/api/schemas/runs';

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
