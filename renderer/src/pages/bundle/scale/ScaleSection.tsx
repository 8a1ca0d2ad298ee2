import '../../../theme/scale.css';
import { LoadResult } from '../../../../../app/api/schemas/load';
import { fromWire } from '../../../../../app/base/errors';
import { hasEnded } from '../../../api/jobsStore';
import { useJobs } from '../../../api/useJobs';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { JobProgress } from '../../../components/JobProgress';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { useKeptBundles } from '../../../state/useBundles';
import { useLastLoad } from '../../../state/useLoadTest';
import { LoadChart } from './LoadChart';
import { LoadFacts } from './LoadFacts';
import { ScaleStart } from './ScaleStart';
import { WhatIfPanel } from './WhatIfPanel';

/** How much the bundle of this run carries: what to ask, what is under way, and what was found last. */
export function ScaleSection({ project, runId }: { project: string; runId: string }) {
  const jobs = useJobs();
  const last = useLastLoad(project, runId);
  const job = jobs.find((one) => one.kind === 'loadtest' && one.project === project);
  const isRunning = job !== undefined && !hasEnded(job);
  // Of an address that names no run nothing is kept: what was found is there as long as the job is.
  const found = LoadResult.safeParse(job?.result);
  const other = found.success && found.data.of.runId === null ? found.data : null;
  const kept = useKeptBundles(project);
  // Of this run, if there is one; a bundle of another one is named by hand.
  const exported = kept.data?.find(({ manifest }) => manifest?.run.id === runId)?.path ?? null;
  if (last.isPending || kept.isPending) return <PageLoading what="Reading the load test" />;
  const result = other ?? last.data ?? null;
  return (
    <div className="stack">
      <ScaleStart
        key={`${last.data?.at ?? 'first'} ${exported ?? ''}`}
        project={project}
        exported={exported}
        last={last.data ?? null}
        isRunning={isRunning}
      />
      {last.isError && <ErrorNotice error={last.error} retry={() => void last.refetch()} />}
      {isRunning && (
        <Panel title="Load test" note={job.title}>
          <JobProgress job={job} label="Progress of the load test" />
        </Panel>
      )}
      {job?.error && <ErrorNotice error={fromWire(job.error)} />}
      {result && (
        <>
          <LoadFacts result={result} />
          <LoadChart result={result} />
          {result.plan && <WhatIfPanel key={result.at} result={result} />}
        </>
      )}
    </div>
  );
}
