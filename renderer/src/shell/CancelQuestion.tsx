import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { lostWorkMs } from '../../../app/api/lostWork';
import { hasEnded } from '../api/jobsStore';
import { useJobs } from '../api/useJobs';
import { useClient } from '../api/workbench';
import { duration } from '../format/times';
import { askToCancel, leftBehind, useAskedToCancel } from '../state/cancelJob';
import { notifyError } from '../state/notices';

/** Asked before work of more than half a minute is lost; goes away by itself when the job ends meanwhile. */
export function CancelQuestion() {
  const asked = useAskedToCancel();
  const job = useJobs().find(({ id }) => id === asked?.id);
  return job && !hasEnded(job) ? <Question key={job.id} job={job} /> : null;
}

function Question({ job }: { job: JobRecord }) {
  const client = useClient();
  // As it was when it was asked: the words do not change under the eyes.
  const [now] = useState(() => Date.now());
  const close = (): void => askToCancel(null);
  return (
    <Modal opened onClose={close} title={`Cancel “${job.title}”?`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <p style={{ marginTop: 0 }}>
        {duration(lostWorkMs(job, now) / 1000)} of work would be lost. {leftBehind(job)}
      </p>
      <Group gap="xs">
        <Button data-autofocus onClick={close}>
          Keep running
        </Button>
        <Button
          variant="default"
          onClick={() => {
            close();
            client['jobs.cancel']({ jobId: job.id }).catch(notifyError);
          }}
        >
          Cancel it
        </Button>
      </Group>
    </Modal>
  );
}
