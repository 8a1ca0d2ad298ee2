import { Button, Progress } from '@mantine/core';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { progressText } from '../format/progress';
import { useCancelJob } from '../state/cancelJob';

interface JobProgressProps {
  job: JobRecord;
  /** What the bar is called. */
  label: string;
  cancelLabel?: string;
}

/** How far a job is, what is left of it, and the button that ends it. */
export function JobProgress({ job, label, cancelLabel = 'Cancel' }: JobProgressProps) {
  const cancel = useCancelJob();
  const { done, total } = job.progress;
  return (
    <div style={{ display: 'flex', gap: 'var(--space-14)', alignItems: 'center' }}>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Progress
          value={total ? (100 * done) / total : 100}
          animated={total === null}
          striped={total === null}
          aria-label={label}
        />
        <div style={{ marginTop: 'var(--space-6)' }} role="status">
          {job.state === 'queued' ? 'Waiting for another job to end.' : progressText(job.progress)}
        </div>
      </div>
      <Button variant="default" disabled={job.cancelling} onClick={() => cancel(job)}>
        {job.cancelling ? 'Cancelling…' : cancelLabel}
      </Button>
    </div>
  );
}
