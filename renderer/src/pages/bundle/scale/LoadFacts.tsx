import { coreCount, loadFigure, planSentence, replicaCount } from '../../../../../app/api/loadWords';
import type { LoadResult } from '../../../../../app/api/schemas/load';
import { Facts } from '../../../components/Facts';
import { Message } from '../../../components/Message';
import { Panel } from '../../../components/Panel';
import { WarningList } from '../../../components/WarningList';
import { bytes, count } from '../../../format/numbers';
import { moment } from '../../../format/times';

/** What was found, in one sentence and in figures, and what makes them less than certain. */
export function LoadFacts({ result }: { result: LoadResult }) {
  const { of, machine, plan, saturation, answers, memoryPeakBytes, batchTime, settings, serverSettings } = result;
  const isWrong = answers.wrong > 0;
  const chosen = Object.entries(serverSettings).map(([name, value]) => `${name}=${value}`);
  return (
    <Panel
      title="What was measured"
      note={`${moment(result.at)}, ${of.kind === 'bundle' ? `measured on this machine: ${machine.text}` : of.where}`}
    >
      <div className="stack">
        {isWrong && (
          <Message tone="bad" role="alert">
            {count(answers.wrong)} of {count(answers.checked)} answers compared are not the validated ones:{' '}
            {answers.examples.join('; ')}.
          </Message>
        )}
        <Message tone={plan ? 'good' : 'bad'} role="status">
          <strong>{planSentence(result)}</strong>
        </Message>
        <Facts
          entries={[
            [
              'Replicas',
              plan &&
                `${replicaCount(plan.replicas.min)}, ${count(plan.replicas.wanted)} for one to fail, up to ${count(plan.replicas.max)} for twice the rate`,
            ],
            ['Cores of one', plan?.perReplica.cores == null ? null : coreCount(plan.perReplica.cores)],
            ['Memory of one', memoryPeakBytes === null ? null : `${bytes(memoryPeakBytes)} at most, all processes`],
            [
              'Saturation',
              saturation &&
                `${count(saturation.ratePerSecond.value ?? 0)} requests/s, reached with ${count(saturation.concurrency)} at a time`,
            ],
            [
              'One request alone',
              batchTime && `${loadFigure(batchTime.fixedMs)} ms, and ${loadFigure(batchTime.perRowMs)} ms a row`,
            ],
            [
              'Batches',
              plan && plan.batch.maxRows > 1
                ? `up to ${count(plan.batch.maxRows)} rows, waiting ${loadFigure(plan.batch.maxDelayMs)} ms at most`
                : null,
            ],
            [
              'Sent',
              `${settings.rowsPerRequest === 1 ? '1 row' : `${count(settings.rowsPerRequest)} rows`} a request, ${settings.tensors ? 'as tensors' : 'named'}`,
            ],
            [
              'Answers compared',
              answers.checked === 0
                ? 'none: the validated ones are not known'
                : `${count(answers.checked)}, ${isWrong ? `${count(answers.wrong)} wrong` : 'all as validated'}`,
            ],
            ['Server settings', chosen.length === 0 ? null : <span className="mono">{chosen.join(' ')}</span>],
          ]}
        />
        {result.warnings.length > 0 && (
          <WarningList label="What makes the figures less than certain" warnings={result.warnings} />
        )}
        {plan && of.runId !== null && of.kind === 'bundle' && (
          <p className="soft scale-note">
            The next export of this run carries this plan: resource requests, replicas, limits of autoscalers.
          </p>
        )}
      </div>
    </Panel>
  );
}
