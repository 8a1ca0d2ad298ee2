import type { RetrainRecord } from '../../../../../app/api/schemas/retrain';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { Facts } from '../../../components/Facts';
import { HashText } from '../../../components/HashText';
import { Message } from '../../../components/Message';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { PathText } from '../../../components/PathText';
import { duration, moment } from '../../../format/times';
import { useRetrainLog } from '../../../state/useRetrain';
import { CommandOutput } from './CommandOutput';
import { DecisionPanel } from './DecisionPanel';
import { RetrainVerdictPanel } from './RetrainVerdictPanel';
import { RowParts } from './RowParts';

/** One retraining that has ended: what came of it, what was decided, what it was trained on, and what the command said. */
export function RetrainDetail({ project, record }: { project: string; record: RetrainRecord }) {
  const { state, stateReason, championRun, challengerRun, settings, rows, model } = record;
  const seconds = (Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1_000;
  return (
    <>
      {state === 'trained' && championRun !== null && challengerRun !== null ? (
        <>
          <RetrainVerdictPanel project={project} retrainId={record.id} championRun={championRun} challengerRun={challengerRun} />
          <DecisionPanel project={project} record={record} />
        </>
      ) : (
        <Message tone={state === 'cancelled' ? 'info' : 'bad'}>
          <strong>{state === 'cancelled' ? 'This retraining was cancelled.' : 'No model came of this retraining.'}</strong>
          {stateReason !== null && <div className="retrain-reason">{stateReason}</div>}
        </Message>
      )}
      <Panel title="What it was trained on" note={`${record.name} · ${moment(record.startedAt)} · ${duration(seconds)}`}>
        <div className="stack">
          <Facts
            entries={[
              [
                'Command',
                <span key="command" className="mono">
                  {settings.command}
                </span>,
              ],
              [
                'In the folder',
                <span key="folder" className="mono">
                  {settings.cwd ?? project}
                </span>,
              ],
              ['Exit code', record.exitCode ?? 'none: it was ended, or never started'],
              ['Data', record.data.name],
              ['Files', `${settings.format === 'csv' ? 'CSV' : 'Parquet'}, seed ${String(settings.seed)}`],
              [
                'New model',
                model && (
                  <span key="model" className="mono">
                    {model.path}
                  </span>
                ),
              ],
              ['sha256', model && <HashText key="hash" sha256={model.sha256} />],
            ]}
          />
          {rows && <RowParts label="Rows of this retraining" rows={rows} />}
        </div>
      </Panel>
      <LogPanel project={project} retrainId={record.id} />
    </>
  );
}

function LogPanel({ project, retrainId }: { project: string; retrainId: string }) {
  const log = useRetrainLog(project, retrainId);
  return (
    <Panel title="What the command said">
      {log.isError ? (
        <ErrorNotice error={log.error} retry={() => void log.refetch()} />
      ) : log.isPending ? (
        <PageLoading what="Reading the log" />
      ) : log.data.path === null ? (
        <p className="soft" style={{ margin: 0 }}>
          It was never started.
        </p>
      ) : (
        <div className="stack">
          {log.data.total === 0 ? (
            <p className="soft" style={{ margin: 0 }}>
              Nothing.
            </p>
          ) : (
            <CommandOutput label="Log of the training command" lines={log.data.lines} total={log.data.total} />
          )}
          <p className="small" style={{ margin: 0, overflowWrap: 'anywhere' }}>
            <PathText what="the log" path={log.data.path} canReveal />
          </p>
        </div>
      )}
    </Panel>
  );
}
