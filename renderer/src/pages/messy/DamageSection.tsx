import { useState } from 'react';
import { StressReport, type StressSummary } from '../../../../app/api/schemas/stress';
import { useActiveJob } from '../../api/useJobs';
import { ErrorNotice } from '../../components/ErrorNotice';
import { JobProgress } from '../../components/JobProgress';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { useStressList, useStressRun } from '../../state/useStress';
import { StressPicker } from './StressPicker';
import { StressResults } from './StressResults';
import { StressStart } from './StressStart';

/** The run being looked at: the one chosen, else the newest that has something to show. */
function shown(runs: StressSummary[], chosen: string | null): StressSummary | undefined {
  return runs.find(({ id }) => id === chosen) ?? runs.find(({ archived, state }) => !archived && state !== 'running');
}

/** Stress runs: one under way with its figures as they come, else the newest, or the one that was chosen. */
export function DamageSection({ project }: { project: string }) {
  const running = useActiveJob('stress', project);
  const list = useStressList(project);
  const [chosen, setChosen] = useState<string | null>(null);
  const runs = list.data ?? [];
  const summary = shown(runs, chosen);
  const run = useStressRun(project, summary?.id ?? null);
  if (running && chosen === null) {
    const live = StressReport.safeParse(running.partial);
    return (
      <div className="stack">
        <Panel>
          <JobProgress job={running} label="Progress of the stress run" cancelLabel="Stop, keep what is done" />
        </Panel>
        {live.success && <StressResults project={project} stressId={null} report={live.data} />}
      </div>
    );
  }
  return (
    <div className="stack">
      {summary && <StressPicker project={project} runs={runs} summary={summary} onChoose={setChosen} />}
      {!list.isPending && (
        <StressStart key={`start after ${summary?.id ?? 'none'}`} project={project} runs={runs} startsOpen={!summary} />
      )}
      {list.isError ? (
        <ErrorNotice error={list.error} retry={() => void list.refetch()} />
      ) : run.isError ? (
        <ErrorNotice error={run.error} retry={() => void run.refetch()} />
      ) : list.isPending || (summary && run.isPending) ? (
        <PageLoading what="Reading the stress runs" />
      ) : run.data?.report ? (
        <StressResults
          key={`results of ${run.data.id}`}
          project={project}
          stressId={run.data.id}
          report={run.data.report}
          reason={run.data.stateReason}
        />
      ) : (
        summary && <p className="soft">{run.data?.stateReason ?? 'This run has no figures.'}</p>
      )}
    </div>
  );
}
