import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { RetrainPlan, RetrainSettings } from '../../../../../app/api/schemas/retrain';
import { Facts } from '../../../components/Facts';
import { Message } from '../../../components/Message';
import { Panel } from '../../../components/Panel';
import { counted } from '../../../format/numbers';
import { useStartRetrain } from '../../../state/useRetrain';
import { RowParts } from './RowParts';
import { icon } from '../../../theme/tokens';

interface PlanPanelProps {
  project: string;
  plan: RetrainPlan;
  settings: RetrainSettings;
}

/** All that would be done, before it is: the line as the shell gets it, the rows, what the command sees. */
export function PlanPanel({ project, plan, settings }: PlanPanelProps) {
  const start = useStartRetrain(project);
  const [isStarting, setStarting] = useState(false);
  const { problem, environment } = plan;
  const section = useRef<HTMLElement>(null);
  // It comes below a form that may fill the window.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section ref={section} className="retrain-plan" aria-label="The plan">
      <Panel
        title="The plan"
        note="nothing has run yet"
        end={
          problem === null && (
            <Button
              leftSection={<IconPlayerPlay size={icon.md} />}
              loading={isStarting}
              onClick={() => {
                setStarting(true);
                void start(settings).finally(() => setStarting(false));
              }}
            >
              Start the retraining
            </Button>
          )
        }
      >
        <div className="stack">
          {problem !== null && (
            <Message tone="bad" role="alert">
              <strong>It would not start: {problem.message}</strong>
              <div>{problem.hint}</div>
            </Message>
          )}
          <Facts
            entries={[
              [
                'Command',
                <span key="command" className="mono">
                  {plan.command}
                </span>,
              ],
              [
                '',
                plan.command.includes('<time>') ? (
                  <span key="time" className="soft small">
                    {'<time>'} is that of the start.
                  </span>
                ) : null,
              ],
              [
                'In the folder',
                <span key="folder" className="mono">
                  {plan.cwd}
                </span>,
              ],
              ['Target', plan.target],
              ['Time', plan.time ?? 'no time column: rows spread evenly are held out'],
            ]}
          />
          <RowParts label="Rows of the plan" rows={plan.rows} />
          {environment.length > 0 && (
            <details>
              <summary>The command sees {counted(environment.length, 'variable')} of the environment</summary>
              <dl className="facts small mono retrain-environment" aria-label="Environment of the command">
                {environment.map(({ name, value }) => (
                  <div key={name} style={{ display: 'contents' }}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
        </div>
      </Panel>
    </section>
  );
}
