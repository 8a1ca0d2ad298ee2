import '../../../theme/retrain.css';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { useActiveJob } from '../../../api/useJobs';
import { useJobsStore } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { useRetrainList, useRetrainRun } from '../../../state/useRetrain';
import { RetrainDetail } from './RetrainDetail';
import { RetrainList } from './RetrainList';
import { RetrainRunning } from './RetrainRunning';
import { RetrainStart } from './RetrainStart';

const JobResult = z.object({ retrainId: z.string() });

/** Retraining: one under way or the next one, all that there were, and the one that is looked at: the newest, or the chosen. */
export function RetrainSection({ project }: { project: string }) {
  const jobs = useJobsStore();
  const running = useActiveJob('retrain', project);
  const list = useRetrainList(project);
  const [chosen, setChosen] = useState<string | null>(null);
  const runs = list.data?.runs ?? [];
  const newest = runs[0]?.id ?? null;
  const shown = runs.find(({ id }) => id === chosen)?.id ?? newest;
  const last = useRetrainRun(project, newest);
  const run = useRetrainRun(project, shown);
  useEffect(
    () =>
      jobs.onEnd((job) => {
        const result = JobResult.safeParse(job.result);
        if (job.kind === 'retrain' && job.project === project && result.success) setChosen(result.data.retrainId);
      }),
    [jobs, project],
  );
  if (list.isError) return <ErrorNotice error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending || (newest !== null && last.isPending)) return <PageLoading what="Reading the retrainings" />;
  return (
    <div className="stack">
      {running ? (
        <RetrainRunning job={running} />
      ) : (
        <RetrainStart key={`start after ${newest ?? 'none'}`} project={project} last={last.data?.settings ?? null} />
      )}
      <RetrainList runs={runs} damaged={list.data.damaged} shown={shown} onChoose={setChosen} />
      {run.isError ? (
        <ErrorNotice error={run.error} retry={() => void run.refetch()} />
      ) : shown !== null && run.isPending ? (
        <PageLoading what="Reading the retraining" />
      ) : (
        run.data && <RetrainDetail key={run.data.id} project={project} record={run.data} />
      )}
    </div>
  );
}
