import { Button, Progress } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { JobRecord } from '../../../../../app/api/schemas/jobs';
import type { QualityView } from '../../../../../app/api/schemas/quality';
import { useClient } from '../../../api/workbench';
import { Message } from '../../../components/Message';
import { Panel } from '../../../components/Panel';
import { progressText } from '../../../format/progress';
import { moment } from '../../../format/times';
import { notifyError } from '../../../state/notices';
import { useQualityRun } from '../../../state/quality';
import { ReferencePicker } from './ReferencePicker';
import { icon } from '../../../theme/tokens';

/** What a run will do, the button that starts it, and how far it is. */
export function RunPanel({ view }: { view: QualityView }) {
  const { job, start, isStarting } = useQualityRun();
  const { report, stale, plan } = view;
  if (job) return <Running job={job} />;
  return (
    <Panel
      title={report ? `Checked ${moment(report.createdAt)}` : 'Not checked yet'}
      end={
        <Button
          leftSection={<IconPlayerPlay size={icon.md} />}
          loading={isStarting}
          variant={report && stale === null ? 'default' : 'filled'}
          onClick={() => start(report !== null && stale === null)}
        >
          {report && stale === null ? 'Run again' : 'Run checks'}
        </Button>
      }
    >
      <div className="stack">
        {stale !== null && (
          <Message tone="warn" role="status">
            {report?.complete === false ? 'This result is not complete' : 'This result does not hold any more'}: {stale}. Run the
            checks again.
          </Message>
        )}
        <ReferencePicker key={JSON.stringify(view.settings.reference)} view={view} />
        <details open={report === null}>
          <summary>What a run does</summary>
          <ul className="quality-plan">
            {plan.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      </div>
    </Panel>
  );
}

function Running({ job }: { job: JobRecord }) {
  const client = useClient();
  const { done, total } = job.progress;
  return (
    <Panel>
      <div className="quality-running">
        <div>
          <Progress value={total ? (100 * done) / total : 100} animated={total === null} aria-label="Progress of the checks" />
          <div role="status">{job.state === 'queued' ? 'Waiting for another job to end.' : progressText(job.progress)}</div>
        </div>
        <Button
          variant="default"
          disabled={job.cancelling}
          onClick={() => void client['jobs.cancel']({ jobId: job.id }).catch(notifyError)}
        >
          {job.cancelling ? 'Cancelling…' : 'Cancel'}
        </Button>
      </div>
    </Panel>
  );
}
