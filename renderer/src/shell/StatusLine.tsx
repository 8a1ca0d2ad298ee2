import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { hasEnded } from '../api/jobsStore';
import { useJobs } from '../api/useJobs';
import { useClient, useConnectionStatus } from '../api/workbench';
import { bytes, percent } from '../format/numbers';
import { progressText } from '../format/progress';
import { useCancelJob } from '../state/cancelJob';
import { useProject } from '../state/project';

export function StatusLine() {
  const client = useClient();
  const { status } = useConnectionStatus();
  const project = useProject();
  const active = useJobs().filter((job) => !hasEnded(job));
  const running = active.find((job) => job.state === 'running') ?? active[0];
  const waiting = active.length - (running ? 1 : 0);
  const usage = useQuery({
    queryKey: ['usage'],
    queryFn: ({ signal }) => client['app.usage']({}, { signal }),
    refetchInterval: 3_000,
    enabled: status === 'connected',
  });
  const last = [...(project?.runs ?? [])]
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .find((run) => run.provider !== null)?.provider;
  const wanted = project?.settings.provider ?? 'auto';
  const provider =
    last && (wanted === 'auto' || wanted === last)
      ? `Ran on ${last}`
      : last
        ? `Provider: ${wanted} (the last ran on ${last})`
        : `Provider: ${wanted}`;

  return (
    <footer className="statusline" aria-label="Status" data-pane={5} tabIndex={-1}>
      <span>{status === 'connected' ? provider : status === 'connecting' ? 'Connecting…' : 'Engine not reachable'}</span>
      {running ? <RunningJob job={running} waiting={waiting} /> : <span style={{ flex: 1 }}>{project ? 'Ready' : ''}</span>}
      {usage.data && (
        <span className="statusline-end">
          <span>CPU {percent(usage.data.cpuShare, 0)}</span>
          <span>
            Memory {bytes(usage.data.memoryBytes)} of {bytes(usage.data.totalMemoryBytes)}
          </span>
          {usage.data.gpu && (
            <span>
              GPU memory {bytes(usage.data.gpu.memoryBytes)} of {bytes(usage.data.gpu.totalMemoryBytes)}
            </span>
          )}
        </span>
      )}
    </footer>
  );
}

function RunningJob({ job, waiting }: { job: JobRecord; waiting: number }) {
  const cancel = useCancelJob();
  const { done, total } = job.progress;
  return (
    <div className="statusline-job">
      <Progress
        value={total ? (100 * done) / total : 100}
        animated={total === null}
        striped={total === null}
        w="var(--width-6)"
        size="sm"
        aria-label={`${job.title}: progress`}
        style={{ flex: 'none' }}
      />
      <span>
        {job.title} · {job.state === 'queued' ? 'waiting' : progressText(job.progress)}
        {waiting > 0 && ` · ${waiting} more waiting`}
      </span>
      <Button size="compact-xs" variant="default" disabled={job.cancelling} onClick={() => cancel(job)}>
        {job.cancelling ? 'Cancelling…' : 'Cancel'}
      </Button>
    </div>
  );
}
