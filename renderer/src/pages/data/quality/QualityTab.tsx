import { QualityReport } from '../../../../../app/api/schemas/quality';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { Message } from '../../../components/Message';
import { PageLoading } from '../../../components/PageLoading';
import { counted } from '../../../format/numbers';
import { useQuality, useQualityRun } from '../../../state/quality';
import '../../../theme/quality.css';
import { CheckTable } from './CheckTable';
import { Expectations } from './Expectations';
import { FindingList } from './FindingList';
import { RunPanel } from './RunPanel';

/** What is wrong with the data: what the profile tells at once, then what a run finds, as it finds it. */
export function QualityTab() {
  const quality = useQuality();
  const { job } = useQualityRun();
  if (quality.error) return <ErrorNotice error={quality.error} />;
  if (!quality.data) return <PageLoading what="Looking at the profile" />;
  const view = quality.data;
  const live = QualityReport.safeParse(job?.partial);
  const shown = live.success ? live.data : (view.report ?? view.quick);
  return (
    <div className="stack">
      <RunPanel view={view} />
      {shown && (
        <>
          <p className="soft quality-sum" role="status">
            {summary(shown)}
          </p>
          {shown.findings.length === 0 && shown.complete && <Message tone="good">Every check that could be made passes.</Message>}
          <FindingList report={shown} view={view} />
          <CheckTable view={view} done={shown.checks} />
          <Expectations expectations={shown.expectations} view={view} />
        </>
      )}
    </div>
  );
}

function summary({ counts, complete, checks, reference }: QualityReport): string {
  const found = `${counted(counts.fail, 'failure')}, ${counted(counts.warn, 'warning')}, ${counted(counts.info, 'note')}`;
  if (!complete) return `So far, ${counted(checks.length, 'check')}: ${found}.`;
  const against = reference
    ? ` ${counted(reference.compared, 'row')} were held against ${counted(reference.rows, 'row')} of ${reference.name}.`
    : '';
  return `${found}.${against}`;
}
