import { IconStorm } from '@tabler/icons-react';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { moment } from '../../format/times';
import { goTo } from '../../state/navigation';
import { useProject } from '../../state/project';
import { useRunQuery } from '../../state/useRunView';
import { shownRun } from '../../state/shownRun';
import { NeedsRun } from '../NeedsRun';
import { HardestRows } from '../validate/HardestRows';
import { FairnessPanel } from './slices/FairnessPanel';
import { NamedSlicesPanel } from './slices/NamedSlicesPanel';
import { WeakSlicesPanel } from './slices/WeakSlicesPanel';

/** Where the newest run is weak on the data as they are: slices, groups, single rows. */
export function WeakSection() {
  const newest = shownRun(useProject(), null);
  const run = useRunQuery(newest?.id);
  if (!newest) {
    return <NeedsRun icon={IconStorm}>Weak slices, groups and the hardest rows are found among the answers of a run.</NeedsRun>;
  }
  if (run.isError) return <ErrorNotice error={run.error} retry={() => void run.refetch()} />;
  if (run.isPending) return <PageLoading what="Reading the run" />;
  const { record, report } = run.data;
  if (!report) return <p className="soft">{record.stateReason ?? 'The run has no figures yet.'}</p>;
  return (
    <div className="stack">
      <p className="soft" style={{ margin: 0 }}>
        On the data as they are, of{' '}
        <button type="button" className="linkbutton" onClick={() => goTo({ page: 'validate', run: record.id })}>
          {record.name}
        </button>
        , {moment(record.startedAt)}.
      </p>
      {report.labelled > 0 && <WeakSlicesPanel record={record} />}
      <NamedSlicesPanel record={record} report={report} />
      <FairnessPanel record={record} />
      <HardestRows record={record} report={report} />
    </div>
  );
}
