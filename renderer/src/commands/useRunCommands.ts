import type { JobRecord } from '../../../app/api/schemas/jobs';
import { hasEnded } from '../api/jobsStore';
import { useJobsSelect } from '../api/useJobs';
import { useClient, useHost, useJobsStore } from '../api/workbench';
import { useCancelJob } from '../state/cancelJob';
import { goTo, usePlace } from '../state/navigation';
import { notify, notifyError } from '../state/notices';
import { useProject, useProjectCall } from '../state/project';
import { shownRun } from '../state/shownRun';
import { useRunChange } from '../pages/runs/useRunChange';
import { useStartRun } from '../state/useStartRun';
import { useRunWhenOpen } from './commands';
import { useCommand } from './useCommand';

/** The one that runs, else the one that is next. */
function activeJob(jobs: JobRecord[]): JobRecord | undefined {
  const active = jobs.filter((job) => !hasEnded(job));
  return active.find(({ state }) => state === 'running') ?? active[0];
}

function isDriftOf(job: JobRecord, project: string | null): boolean {
  return job.kind === 'drift' && job.project === project && !hasEnded(job);
}

/** Starting and stopping, and what can be done to the run that is shown. */
export function useRunCommands(): void {
  const client = useClient();
  const host = useHost();
  const project = useProject();
  const place = usePlace();
  const { start } = useStartRun();
  const cancel = useCancelJob();
  const jobs = useJobsStore();
  const isCancelling = useJobsSelect((all) => activeJob(all)?.cancelling ?? false);
  const isComparing = useJobsSelect((all) => all.some((job) => isDriftOf(job, place.project)));
  const run = shownRun(project, place.run);
  const change = useRunChange(project?.project ?? '');
  const runWhenOpen = useRunWhenOpen();
  const pin = useProjectCall((call, { runId }: { runId: string | null }) =>
    call['projects.setBaseline']({ project: project?.project ?? '', runId }),
  );

  useCommand('run.start', start);
  useCommand(
    'run.cancel',
    () => {
      const job = activeJob(jobs.all());
      if (job) cancel(job);
    },
    { disabled: isCancelling ? 'It is being cancelled.' : null },
  );
  useCommand('run.star', () => {
    if (!run) return;
    change({ runId: run.id, starred: !run.starred });
    notify({ tone: 'good', title: run.starred ? `The star of “${run.name}” was taken away.` : `“${run.name}” has a star.` });
  });
  useCommand('run.pin', () => {
    if (!run || !project) return;
    const isPinned = project.baselineRun === run.id;
    pin.mutate({ runId: isPinned ? null : run.id });
    notify({ tone: 'good', title: isPinned ? `“${run.name}” is no longer the baseline.` : `“${run.name}” is the baseline now.` });
  });
  useCommand('bundle.export', () => {
    runWhenOpen('bundle.export');
    goTo({ page: 'bundle' });
  });
  useCommand('loadtest.open', () => goTo({ page: 'bundle', at: 'scale' }));
  useCommand('monitor.read', () => goTo({ page: 'bundle', at: 'log' }));
  useCommand(
    'drift.compare',
    () => {
      runWhenOpen('drift.compare');
      goTo({ page: 'time', at: 'drift' });
    },
    { disabled: !project?.data ? 'There are no data to compare.' : isComparing ? 'They are being compared.' : null },
  );
  useCommand('retrain.open', () => goTo({ page: 'time', at: 'retrain' }));
  const report = async (): Promise<string | null> =>
    project && run ? (await client['runs.report']({ project: project.project, runId: run.id })).path : null;
  useCommand('report.save', () => {
    report()
      .then((path) => (path === null ? undefined : host.saveCopy(path)))
      .catch(notifyError);
  });
  useCommand('report.print', () => {
    const print = async (): Promise<void> => {
      const path = await report();
      if (path === null) return;
      // A browser prints what it shows by itself.
      if (!host.savePdf) return host.view(path);
      const saved = await host.savePdf(path);
      if (saved !== null) notify({ tone: 'good', title: 'The report was saved as PDF.', body: saved });
    };
    print().catch(notifyError);
  });
}
