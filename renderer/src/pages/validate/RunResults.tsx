import { decisionText } from '../../../../app/api/decision';
import { Message } from '../../components/Message';
import { MetricTiles } from '../../components/MetricTiles';
import { WarningList } from '../../components/WarningList';
import { count, counted } from '../../format/numbers';
import { duration } from '../../format/times';
import { goTo } from '../../state/navigation';
import type { RunView } from '../../state/useRunView';
import { FairnessPanel } from '../messy/slices/FairnessPanel';
import { NamedSlicesPanel } from '../messy/slices/NamedSlicesPanel';
import { WeakSlicesPanel } from '../messy/slices/WeakSlicesPanel';
import { ClassificationCharts } from './ClassificationCharts';
import { HardestRows } from './HardestRows';
import { RegressionCharts } from './RegressionCharts';

/** Everything known about one run. */
export function RunResults({ view: { record, report } }: { view: RunView }) {
  const { rows } = record;
  const partial = record.state === 'partial' && (
    <Message tone="warn">
      <strong>
        A partial run: {count(rows.done)} of {count(rows.total)} rows.
      </strong>{' '}
      {record.stateReason}
    </Message>
  );
  if (!report) {
    return (
      <>
        {partial}
        <Message tone={record.state === 'failed' ? 'bad' : 'info'}>
          {record.stateReason ?? 'This run has no figures.'} {record.state === 'running' && 'It is still under way.'}
        </Message>
      </>
    );
  }
  const decided = decisionText(record.plan);
  const seconds = report.timing.totalMs / 1000;
  const facts = [
    `${counted(rows.done, 'row')}, ${count(rows.labelled)} labelled`,
    rows.withoutLabel > 0 ? `${count(rows.withoutLabel)} without label` : '',
    rows.withoutPrediction > 0 ? `${count(rows.withoutPrediction)} without prediction` : '',
    `ran on ${report.provider}${record.batch === null ? '' : ` in batches of ${count(record.batch)}`}`,
    // A run that was read off a log ran nothing here.
    seconds > 0 ? `${duration(seconds)}, ${count(Math.round(report.timing.rowsPerSecond))} rows/s` : '',
  ].filter(Boolean);
  return (
    <>
      {partial}
      {record.fatalRows.length > 0 && (
        <Message tone="warn">
          <strong>{counted(record.fatalRows.length, 'row')} ended the native runtime</strong> and got no prediction: row{' '}
          {record.fatalRows.slice(0, 10).map(count).join(', ')}. The rest went on.
        </Message>
      )}
      <WarningList label="Notes on the run" warnings={report.warnings} />
      <p className="soft" style={{ margin: 0 }}>
        {facts.join(' · ')}
        {report.baseline && ` · baseline: ${report.baseline.strategy}`}
        {report.positive !== null && ` · positive class: ${report.positive}`}
        {decided !== null && ` · predicted ${decided}`}
      </p>
      {report.labelled > 0 ? (
        <MetricTiles metrics={report.metrics} baseline={report.baseline} />
      ) : (
        <Message tone="info">
          No row has a label, so nothing can be measured. The predictions are there: counted below, and row by row. To measure,{' '}
          <button type="button" className="linkbutton" onClick={() => goTo({ page: 'data' })}>
            choose the column with the true answer
          </button>{' '}
          and run again.
        </Message>
      )}
      {report.task === 'regression' ? (
        <>
          <RegressionCharts record={record} report={report} />
          <HardestRows record={record} report={report} />
        </>
      ) : (
        <ClassificationCharts record={record} report={report} />
      )}
      <NamedSlicesPanel record={record} report={report} />
      {report.labelled > 0 && <WeakSlicesPanel record={record} />}
      <FairnessPanel record={record} />
    </>
  );
}
