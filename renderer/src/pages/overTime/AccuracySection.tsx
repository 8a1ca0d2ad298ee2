import { IconChartLine } from '@tabler/icons-react';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { canShowRuns } from '../../state/project';
import { useRunQuery } from '../../state/useRunView';
import { NeedsRun } from '../NeedsRun';
import { NothingYet } from '../NothingYet';
import { MonitorPanel } from '../monitor/MonitorPanel';
import { OverTime } from './OverTime';

/** The figures of the run that is shown, by window. */
export function AccuracySection({ project, record }: { project: ProjectView; record: RunRecord | undefined }) {
  const run = useRunQuery(record?.id);
  if (!canShowRuns(project)) {
    return (
      <NothingYet icon={IconChartLine} title="Nothing over time yet">
        A model, and a table with a time column and labels, give accuracy over time.
      </NothingYet>
    );
  }
  if (!record) return <NeedsRun icon={IconChartLine}>Accuracy over time is drawn from the predictions of a run.</NeedsRun>;
  if (run.isError) return <ErrorNotice error={run.error} retry={() => void run.refetch()} />;
  if (run.isPending) return <PageLoading what="Reading the run" />;
  if (run.data.report) {
    return (
      <div className="stack">
        <OverTime
          key={record.deployed?.runId ?? record.id}
          project={project.project}
          record={run.data.record}
          report={run.data.report}
        />
        <MonitorOfRun project={project} record={record} />
      </div>
    );
  }
  return (
    <EmptyState icon={IconChartLine} title="This run has no figures">
      {record.stateReason ?? 'It may still be under way.'}
    </EmptyState>
  );
}

/** What the bundle of this run answers: of a validation, or of the one that a log belongs to. */
function MonitorOfRun({ project: { project, deployedOf }, record }: { project: ProjectView; record: RunRecord }) {
  if (deployedOf) return <MonitorPanel of={deployedOf} runName={deployedOf.runName} />;
  return <MonitorPanel of={{ project, runId: record.id }} runName={record.name} />;
}
