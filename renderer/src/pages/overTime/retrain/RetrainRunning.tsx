import { useInterval } from '@mantine/hooks';
import { memo, useDeferredValue, useState } from 'react';
import type { JobRecord } from '../../../../../app/api/schemas/jobs';
import { TrainingOutput } from '../../../../../app/api/schemas/retrain';
import { JobProgress } from '../../../components/JobProgress';
import { Panel } from '../../../components/Panel';
import { duration } from '../../../format/times';
import { CommandOutput } from './CommandOutput';

/** How far a retraining is, since when, and what the command says meanwhile. */
export function RetrainRunning({ job }: { job: JobRecord }) {
  // Drawn when there is time for it: the button that cancels comes first.
  const partial = useDeferredValue(job.partial);
  return (
    <Panel title="Retraining" note={job.startedAt === null ? undefined : <Elapsed since={job.startedAt} />}>
      <div className="stack">
        <JobProgress job={job} label="Progress of the retraining" />
        <Output partial={partial} />
      </div>
    </Panel>
  );
}

function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 1_000, { autoInvoke: true });
  return <>for {duration(Math.max(0, now - Date.parse(since)) / 1_000)}</>;
}

const Output = memo(function Output({ partial }: { partial: unknown }) {
  const output = TrainingOutput.safeParse(partial);
  if (!output.success) return null;
  const { lines, total } = output.data;
  return <CommandOutput label="Output of the training command" lines={lines} total={total} isLive />;
});
