import { Button, Progress } from '@mantine/core';
import type { JobRecord } from '../../../../app/api/schemas/jobs';
import { LiveFigures } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { TimelineChart } from '../../charts/TimelineChart';
import { ConfusionMatrix } from '../../components/ConfusionMatrix';
import { MetricTiles } from '../../components/MetricTiles';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { metricFacts, metricNames } from '../../format/metrics';
import { counted } from '../../format/numbers';
import { progressText } from '../../format/progress';
import { notifyError } from '../../state/notices';

/** Figures of the rows done so far; they fill in while the run goes on. */
export function LiveRun({ job }: { job: JobRecord }) {
  const client = useClient();
  const live = LiveFigures.safeParse(job.partial);
  const { done, total } = job.progress;
  const [first] = live.success ? metricNames(live.data.metrics) : [];
  return (
    <>
      <Panel>
        <div style={{ display: 'flex', gap: 14, alignItems: 'center' }}>
          <div style={{ flex: 1, minWidth: 0 }}>
            <Progress
              value={total ? (100 * done) / total : 100}
              animated={total === null}
              striped={total === null}
              aria-label="Run progress"
            />
            <div style={{ marginTop: 6 }} role="status">
              {job.state === 'queued' ? 'Waiting for another job to end.' : progressText(job.progress)}
            </div>
          </div>
          <Button
            variant="default"
            disabled={job.cancelling}
            onClick={() => void client['jobs.cancel']({ jobId: job.id }).catch(notifyError)}
          >
            {job.cancelling ? 'Cancelling…' : 'Cancel, keep finished rows'}
          </Button>
        </div>
      </Panel>
      {live.success ? (
        <>
          <p className="soft" style={{ margin: 0 }}>
            So far: {counted(live.data.rows, 'row')}, {counted(live.data.labelled, 'labelled row')}. Figures that need every row
            come at the end.
          </p>
          <MetricTiles metrics={live.data.metrics} />
          <div className="grid-2">
            {live.data.confusion && (
              <Panel title="Confusion so far">
                <ConfusionMatrix confusion={live.data.confusion} />
              </Panel>
            )}
            {first && live.data.timeline.length > 1 && (
              <Panel title={`${metricFacts[first].label} over time, so far`} flush>
                <TimelineChart
                  windows={live.data.timeline}
                  unit=""
                  metric={first}
                  baseline={null}
                  reference={null}
                  height={260}
                />
              </Panel>
            )}
          </div>
        </>
      ) : (
        <PageLoading what="Waiting for the first figures" />
      )}
    </>
  );
}
