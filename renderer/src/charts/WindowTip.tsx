import type { MetricName } from '../../../app/api/schemas/runs';
import { intervalText, metricText } from '../format/metrics';
import { count } from '../format/numbers';
import { alertText, type TimedAlert } from './alertMarks';
import { ChartTip } from './ChartTip';
import type { TimelinePoint } from './timelinePoints';

/** Alerts that a tip names; the list below the chart has all. */
const mostInTip = 3;

interface WindowTipProps {
  title: string;
  point: TimelinePoint;
  metric: MetricName;
  alerts?: readonly TimedAlert[];
  note?: string;
}

/** What a chart over time says of the window under the pointer. */
export function WindowTip({ title, point: { window, value }, metric, alerts = [], note }: WindowTipProps) {
  if (window.rows === 0) return <ChartTip title={title} lines={[]} note="no rows in this window" />;
  const interval = window.metrics[metric];
  return (
    <ChartTip
      title={title}
      lines={[
        ['value', metricText(metric, value)],
        ['95 %', interval ? intervalText(metric, interval) : '–'],
        ['rows', count(window.rows)],
        ['labelled', count(window.labelled)],
        ...alerts.slice(0, mostInTip).map((alert): [string, string] => [alert.severity, alertText(alert)]),
        ...(alerts.length > mostInTip ? [['', `and ${count(alerts.length - mostInTip)} more`] as [string, string]] : []),
      ]}
      {...(note !== undefined && { note })}
    />
  );
}
