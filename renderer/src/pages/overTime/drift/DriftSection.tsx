import { useEffect, useState } from 'react';
import { z } from 'zod';
import type { DriftSummary } from '../../../../../app/api/schemas/drift';
import { useActiveJob } from '../../../api/useJobs';
import { useJobsStore } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { JobProgress } from '../../../components/JobProgress';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { useDriftList, useDriftRun } from '../../../state/useDrift';
import { DriftPicker } from './DriftPicker';
import { DriftResults } from './DriftResults';
import { DriftStart } from './DriftStart';

const JobResult = z.object({ driftId: z.string() });

/** The run being looked at: the one chosen, else the newest. */
function shown(runs: DriftSummary[], chosen: string | null): DriftSummary | undefined {
  return runs.find(({ id }) => id === chosen) ?? runs.find(({ archived }) => !archived);
}

/** Drift runs: how far the one under way is, else the newest, or the one that was chosen. */
export function DriftSection({ project }: { project: string }) {
  const jobs = useJobsStore();
  const running = useActiveJob('drift', project);
  const list = useDriftList(project);
  const [chosen, setChosen] = useState<string | null>(null);
  const summary = shown(list.data ?? [], chosen);
  const run = useDriftRun(project, summary?.id ?? null);
  useEffect(
    () =>
      jobs.onEnd((job) => {
        const result = JobResult.safeParse(job.result);
        if (job.kind === 'drift' && job.project === project && result.success) setChosen(result.data.driftId);
      }),
    [jobs, project],
  );
  if (running) {
    return (
      <Panel title="Comparing with the reference">
        <JobProgress job={running} label="Progress of the comparison" />
      </Panel>
    );
  }
  return (
    <div className="stack">
      {summary && <DriftPicker project={project} runs={list.data ?? []} summary={summary} onChoose={setChosen} />}
      {!list.isPending && <DriftStart key={`start after ${summary?.id ?? 'none'}`} project={project} last={summary ?? null} />}
      {list.isError ? (
        <ErrorNotice error={list.error} retry={() => void list.refetch()} />
      ) : run.isError ? (
        <ErrorNotice error={run.error} retry={() => void run.refetch()} />
      ) : list.isPending || (summary && run.isPending) ? (
        <PageLoading what="Reading the comparisons" />
      ) : (
        run.data && <DriftResults key={`results of ${run.data.id}`} project={project} record={run.data} />
      )}
    </div>
  );
}
