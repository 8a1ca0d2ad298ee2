import { Button, Textarea } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { RetrainRecord } from '../../../../../app/api/schemas/retrain';
import { Message } from '../../../components/Message';
import { Panel } from '../../../components/Panel';
import { moment } from '../../../format/times';
import { baseName } from '../../../host/host';
import { useOpenProject } from '../../../state/project';
import { useDecideRetrain } from '../../../state/useRetrain';
import { icon } from '../../../theme/tokens';

type Decision = NonNullable<RetrainRecord['decision']>;

/** Takes the new model into the project, or not, with the reason; and what was decided before. */
export function DecisionPanel({ project, record }: { project: string; record: RetrainRecord }) {
  const { decision, earlierDecisions, model } = record;
  const inUse = useOpenProject().model?.sha256;
  const decide = useDecideRetrain(project);
  const [reason, setReason] = useState('');
  const isInUse = model !== null && inUse === model.sha256;
  const before = isInUse && decision?.promoted ? decision.before : null;
  const take = (promote: boolean): void =>
    decide.mutate({ retrainId: record.id, promote, reason: reason.trim() }, { onSuccess: () => setReason('') });
  const isWaiting = (promote: boolean): boolean => decide.isPending && decide.variables.promote === promote;
  return (
    <Panel title="Decision" note={decision === null ? 'nobody has decided yet' : undefined}>
      <div className="stack">
        {decision && (
          <Message tone={decision.promoted ? 'good' : 'info'}>
            <DecisionWords decision={decision} />
            {decision.promoted && !isInUse && <div>The project has another model since.</div>}
          </Message>
        )}
        <Textarea
          label="Reason"
          description="Kept with the decision."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className="retrain-links">
          <Button
            leftSection={<IconCheck size={icon.md} />}
            disabled={isInUse || decide.isPending}
            loading={isWaiting(true)}
            onClick={() => take(true)}
          >
            Promote the new model
          </Button>
          <Button
            variant="default"
            leftSection={<IconX size={icon.md} />}
            disabled={decide.isPending}
            loading={isWaiting(false)}
            onClick={() => take(false)}
          >
            Reject it
          </Button>
          <span className="soft">
            {before
              ? `Rejected, the model before comes back: ${baseName(before.path)}.`
              : isInUse
                ? 'The project has this model already.'
                : 'Promoted, it becomes the model of the project; rejected later, the one before comes back.'}
          </span>
        </div>
        {earlierDecisions.length > 0 && (
          <div>
            <h3 className="retrain-earlier">Decided before</h3>
            <ol className="drift-changes" aria-label="Earlier decisions">
              {earlierDecisions.map((one) => (
                <li key={one.at}>
                  <DecisionWords decision={one} />
                </li>
              ))}
            </ol>
          </div>
        )}
      </div>
    </Panel>
  );
}

function DecisionWords({ decision: { promoted, at, reason } }: { decision: Decision }) {
  return (
    <span className="retrain-reason">
      {promoted ? 'Promoted' : 'Rejected'} on {moment(at)}
      {reason === '' ? ', without a reason.' : `: ${reason}`}
    </span>
  );
}
