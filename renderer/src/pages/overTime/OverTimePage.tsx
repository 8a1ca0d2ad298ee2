import { IconChartLine } from '@tabler/icons-react';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageHead } from '../../components/PageHead';
import { PageLoading } from '../../components/PageLoading';
import { usePlace } from '../../state/navigation';
import { canShowRuns, useProject } from '../../state/project';
import { shownRun, useRunQuery } from '../../state/useRunView';
import { NothingYet } from '../NothingYet';
import { RunHead } from '../RunHead';
import { NeedsRun } from '../NeedsRun';
import { OverTime } from './OverTime';

export function OverTimePage() {
  const project = useProject();
  const place = usePlace();
  const record = shownRun(project, place.run);
  const run = useRunQuery(record?.id);
  if (!project || !canShowRuns(project)) {
    return (
      <>
        <PageHead title="Over time" />
        <NothingYet icon={IconChartLine} title="Nothing over time yet">
          A model, and a table with a time column and labels, give accuracy over time.
        </NothingYet>
      </>
    );
  }
  if (!record) {
    return (
      <>
        <PageHead title="Over time" />
        <NeedsRun icon={IconChartLine}>Accuracy over time is drawn from the predictions of a run.</NeedsRun>
      </>
    );
  }
  return (
    <>
      <RunHead title="Over time" record={record} />
      {run.isError ? (
        <ErrorNotice error={run.error} retry={() => void run.refetch()} />
      ) : run.isPending ? (
        <PageLoading what="Reading the run" />
      ) : run.data.report ? (
        <OverTime key={record.id} project={project.project} record={record} report={run.data.report} />
      ) : (
        <EmptyState icon={IconChartLine} title="This run has no figures">
          {record.stateReason ?? 'It may still be under way.'}
        </EmptyState>
      )}
    </>
  );
}
