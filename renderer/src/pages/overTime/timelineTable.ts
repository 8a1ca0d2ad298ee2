import type { ChartTable } from '../../charts/chartTable';
import { windowLabel } from '../../charts/timelinePoints';
import { metricFacts } from '../../format/metrics';
import type { MetricName, Timeline } from '../../../../app/api/schemas/runs';

/** The same numbers as the chart, with nothing rounded. */
export function timelineTable({ windows, unit }: Timeline, metric: MetricName): ChartTable {
  return {
    columns: ['Window', 'Start', 'End', 'Rows', 'Labelled', metricFacts[metric].label, 'Low', 'High'],
    rows: windows.map((window) => {
      const interval = window.metrics[metric];
      return [
        windowLabel(window, unit),
        window.start,
        window.end,
        window.rows,
        window.labelled,
        interval?.value ?? null,
        interval?.low ?? null,
        interval?.high ?? null,
      ];
    }),
  };
}
