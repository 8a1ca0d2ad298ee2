import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RowFilter } from '../../../../app/api/schemas/common';
import type { DeployedOf } from '../../../../app/api/schemas/projects';
import type { MetricName, Timeline } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { ChartKey } from '../../charts/ChartKey';
import { ChartPanel } from '../../charts/ChartPanel';
import { ContinuedChart } from '../../charts/ContinuedChart';
import { continuedPoints, type Continued } from '../../charts/continuedPoints';
import { lineStyle } from '../../charts/lineStyle';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { metricFacts } from '../../format/metrics';
import { counted } from '../../format/numbers';
import { useLastReading } from '../../state/readLog';
import { useTimeCursor } from '../../state/timeCursor';
import { timelineTable } from '../overTime/timelineTable';
import { chartHeight } from '../../theme/tokens';

interface ContinuedPanelProps {
  of: DeployedOf;
  /** Of the deployed run, as it is drawn below. */
  timeline: Timeline;
  metric: MetricName;
  filters: RowFilter[];
}

/** The chart of the validation, continued past the deployment: both over the same windows, with the moment between them. */
export function ContinuedPanel({ of, timeline, metric, filters }: ContinuedPanelProps) {
  const client = useClient();
  const last = useLastReading(of);
  const unit = timeline.auto ? 'auto' : timeline.unit;
  const validated = useQuery({
    queryKey: ['run', of.project, of.runId, 'timeline', unit, filters],
    queryFn: ({ signal }) =>
      client['runs.timeline']({ project: of.project, runId: of.runId, unit, selection: { filters } }, { signal }),
    staleTime: Infinity,
  });
  if (validated.isError) return <ErrorNotice error={validated.error} retry={() => void validated.refetch()} />;
  if (validated.isPending) return <PageLoading what="Reading the validated run" />;
  const continued = continuedPoints({
    validated: validated.data,
    deployed: timeline,
    metric,
    first: last.data?.result.summary.first ?? null,
  });
  const { columns, rows } = timelineTable(validated.data, metric);
  const part = (name: string, cells: typeof rows): typeof rows => cells.map((row) => [name, ...row]);
  return (
    <ChartPanel
      title={`${metricFacts[metric].label} before and after deployment`}
      note={`validated: ${of.runName}`}
      summary={`${counted(validated.data.windows.length, 'window')} validated, ${counted(timeline.windows.length, 'window')} deployed; the table view has the numbers`}
      table={{
        columns: ['Rows of', ...columns],
        rows: [...part('validation', rows), ...part('deployed', timelineTable(timeline, metric).rows)],
      }}
      viewSwitch
      chartKey={
        <ChartKey
          entries={[
            ['line', lineStyle(0).stroke, 'validated'],
            ['dashed', lineStyle(1).stroke, 'deployed'],
            ['area', 'color-mix(in srgb, var(--chart-band) 24%, transparent)', '95 % interval'],
            ['line', 'var(--text)', 'first answer logged'],
            ...(continued.gaps.length > 0
              ? ([['area', 'color-mix(in srgb, var(--chart-axis) 18%, transparent)', 'no rows']] as const)
              : []),
          ]}
          note={continued.cut ? 'The axis is cut between the two; each has its own scale.' : ''}
        />
      }
    >
      <PointedContinued continued={continued} metric={metric} />
    </ChartPanel>
  );
}

/** With the time cursor of the page: windows of both parts are on it. */
function PointedContinued({ continued, metric }: { continued: Continued; metric: MetricName }) {
  const windows = useMemo(() => continued.points.map(({ point }) => point.window), [continued]);
  const cursor = useTimeCursor(windows);
  return (
    <ContinuedChart
      continued={continued}
      metric={metric}
      height={chartHeight.small}
      pointed={cursor.pointed}
      onPoint={cursor.point}
    />
  );
}
