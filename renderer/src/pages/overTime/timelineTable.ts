import type { ChartTable } from '../../charts/chartTable';
import { alertText, alertsWithin, type TimedAlert } from '../../charts/alertMarks';
import { timelinePoints, windowLabel } from '../../charts/timelinePoints';
import { metricFacts } from '../../format/metrics';
import type { MetricName, Timeline } from '../../../../app/api/schemas/runs';

/** The same numbers as the chart, with nothing rounded. */
export function timelineTable({ windows, unit }: Timeline, metric: MetricName, alerts: readonly TimedAlert[] = []): ChartTable {
  const points = alerts.length > 0 ? timelinePoints(windows, metric, unit) : [];
  return {
    columns: [
      'Window',
      'Start',
      'End',
      'Rows',
      'Labelled',
      metricFacts[metric].label,
      'Low',
      'High',
      ...(alerts.length > 0 ? ['Alerts'] : []),
    ],
    rows: windows.map((window, index) => {
      const point = points[index];
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
        ...(alerts.length > 0 && point ? [alertsWithin(alerts, point).map(alertText).join('; ')] : []),
      ];
    }),
  };
}
