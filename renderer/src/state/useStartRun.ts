import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useClient } from '../api/workbench';
import { hasEnded } from '../api/jobsStore';
import { useJobsSelect } from '../api/useJobs';
import { goTo } from './navigation';
import { notifyError } from './notices';
import { projectKey, useProject } from './project';

/** Projects whose run is being asked for: a double click asks once, whichever button it is on. */
const asking = new Set<string>();

/** The Run button: whether it can be pressed, why not, and what it does. */
export function useStartRun(): { canRun: boolean; reason: string; start: () => void } {
  const client = useClient();
  const queries = useQueryClient();
  const project = useProject();
  const running = useJobsSelect((jobs) =>
    jobs.some((job) => !hasEnded(job) && job.kind === 'validate' && job.project === project?.project),
  );

  const start = useCallback(() => {
    if (!project || asking.has(project.project)) return;
    asking.add(project.project);
    goTo({ page: 'validate', run: null });
    client['runs.start']({ project: project.project })
      .then(() => queries.invalidateQueries({ queryKey: projectKey(project.project) }))
      .catch(notifyError)
      .finally(() => asking.delete(project.project));
  }, [client, queries, project]);

  const reason = ((): string => {
    if (!project) return 'Drop a model and a table first.';
    if (!project.model) return 'A model is still missing: drop an ONNX file.';
    if (!project.data) return 'Data are still missing: drop a table.';
    if (running) return 'A run is under way.';
    if (project.missing.length > 0) return 'A file of this project is missing.';
    const error = project.check?.problems.find((problem) => problem.severity === 'error');
    if (project.check && !project.check.ready) return error?.message ?? 'The mapping is not complete.';
    return '';
  })();
  return { canRun: project !== null && reason === '', reason, start };
}
