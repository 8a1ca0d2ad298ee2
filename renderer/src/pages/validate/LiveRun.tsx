import { memo, useDeferredValue } from 'react';
import type { JobRecord } from '../../../../app/api/schemas/jobs';
import { LiveFigures } from '../../../../app/api/schemas/runs';
import { ChartPanel } from '../../charts/ChartPanel';
import { TimelineChart } from '../../charts/TimelineChart';
import { timelinePoints } from '../../charts/timelinePoints';
import { ConfusionMatrix } from '../../components/ConfusionMatrix';
import { JobProgress } from '../../components/JobProgress';
import { MetricTiles } from '../../components/MetricTiles';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { metricFacts, metricNames } from '../../format/metrics';
import { counted } from '../../format/numbers';
import { chartHeight } from '../../theme/tokens';

/** How far the run is, and the figures of the rows done so far; they fill in while it goes on. */
export function LiveRun({ job }: { job: JobRecord }) {
  // Drawn when there is time for it, ten times a second or not: the button that cancels comes first.
  const partial = useDeferredValue(job.partial);
  return (
    <>
      <Panel>
        <JobProgress job={job} label="Run progress" cancelLabel="Cancel, keep finished rows" />
      </Panel>
      <Figures partial={partial} />
    </>
  );
}

const Figures = memo(function Figures({ partial }: { partial: unknown }) {
  const live = LiveFigures.safeParse(partial);
  if (!live.success) return <PageLoading what="Waiting for the first figures" />;
  const [first] = metricNames(live.data.metrics);
  return (
    <>
      <p className="soft" style={{ margin: 0 }}>
        So far: {counted(live.data.rows, 'row')}, {counted(live.data.labelled, 'labelled row')}. Figures that need every row come
        at the end.
      </p>
      <MetricTiles metrics={live.data.metrics} />
      <div className="grid-2">
        {live.data.confusion && (
          <Panel title="Confusion so far">
            <ConfusionMatrix confusion={live.data.confusion} />
          </Panel>
        )}
        {first && live.data.timeline.length > 1 && (
          <ChartPanel
            title={`${metricFacts[first].label} over time, so far`}
            summary={`${metricFacts[first].label} in ${live.data.timeline.length} windows of the rows done so far`}
            table={{
              columns: ['Window', metricFacts[first].label, 'Rows'],
              rows: timelinePoints(live.data.timeline, first, '').map(({ label, value, rows }) => [label, value, rows]),
            }}
          >
            <TimelineChart
              windows={live.data.timeline}
              unit=""
              metric={first}
              baseline={null}
              reference={null}
              height={chartHeight.normal}
            />
          </ChartPanel>
        )}
      </div>
    </>
  );
});
