import { NativeSelect } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { MetricName, RunRecord } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { ChartPanel } from '../../charts/ChartPanel';
import { CompareTimelineChart } from '../../charts/CompareTimelineChart';
import { comparedLines, compareTable, type ComparedPoint } from '../../charts/comparedLines';
import { LineSample } from '../../charts/LineSample';
import { metricFacts, metricNames } from '../../format/metrics';
import { useRowsDrawer } from '../../state/rowsDrawer';
import { useRunQuery } from '../../state/useRunView';
import { windowSelection } from '../../state/windowSelection';
import { runLetter } from './runList';
import { chartHeight } from '../../theme/tokens';

interface CompareOverTimeProps {
  project: string;
  runs: RunRecord[];
  labels: Map<string, string>;
}

/** One figure of all compared runs over time, in the windows of the reference. */
export function CompareOverTime({ project, runs, labels }: CompareOverTimeProps) {
  const client = useClient();
  const drawer = useRowsDrawer();
  const [chosen, setChosen] = useState<MetricName | null>(null);
  // A failed reference has no windows: those of the next one will do.
  const unit = useRunQuery(runs.find(({ headline }) => headline !== null)?.id).data?.report?.timeline.unit;
  const queries = useQueries({
    queries: runs.map((run) => ({
      queryKey: ['run', project, run.id, 'timeline', unit],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client['runs.timeline']({ project, runId: run.id, unit: unit ?? 'auto', selection: { filters: [] } }, { signal }),
      enabled: unit !== undefined && run.headline !== null,
      staleTime: Infinity,
    })),
  });
  const timelines = queries.map(({ data }) => data ?? null);
  const known = timelines.filter((timeline) => timeline !== null);
  const names = metricNames(
    Object.assign({}, ...known.flatMap(({ windows }) => windows.map(({ metrics }) => metrics))) as object,
  );
  const metric = chosen !== null && names.includes(chosen) ? chosen : names[0];
  if (unit === undefined || metric === undefined || known.every(({ windows }) => windows.length < 2)) return null;
  const entries = runs.map((run, index) => `${runLetter(index)} ${labels.get(run.id) ?? run.name}`);
  const lines = comparedLines(timelines, metric, unit);
  const showRows = ({ label, first }: ComparedPoint): void => {
    const run = runs[first.run];
    if (!run) return;
    drawer.show({ runId: run.id, title: `${label}, run ${runLetter(first.run)}`, selection: windowSelection(first.window) });
  };
  return (
    <ChartPanel
      title="Over time"
      note={`${metricFacts[metric].label} by ${unit.startsWith('rows:') ? `${unit.slice(5)} rows` : unit}, the same windows for all`}
      controls={
        <NativeSelect
          size="xs"
          aria-label="Metric over time"
          data={names.map((name) => ({ value: name, label: metricFacts[name].label }))}
          value={metric}
          onChange={(event) => setChosen(event.currentTarget.value as MetricName)}
        />
      }
      summary={`${metricFacts[metric].label} of ${entries.join(', ')} in ${lines.points.length} windows.`}
      table={compareTable(lines, entries)}
      onRow={(index) => {
        const point = lines.points[index];
        if (point) showRows(point);
      }}
      chartKey={entries.map((entry, index) => (
        <span key={entry}>
          <LineSample index={index} />
          {entry}
        </span>
      ))}
    >
      <CompareTimelineChart
        lines={lines}
        metric={metric}
        letters={runs.map((_, index) => runLetter(index))}
        height={chartHeight.normal}
        onPoint={showRows}
      />
    </ChartPanel>
  );
}
