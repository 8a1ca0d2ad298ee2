import type { TimedAlerts } from '../../../app/api/schemas/drift';
import type { TimelinePoint } from './timelinePoints';

export type TimedAlert = TimedAlerts['alerts'][number];

/** Alerts that begin in one window of the chart, the gravest first. */
export interface AlertMark {
  /** Index of that window. */
  index: number;
  alerts: TimedAlert[];
}

/** Notes are not drawn: they would bury what matters. */
function isDrawn({ severity, start }: TimedAlert): boolean {
  return severity !== 'info' && start !== null;
}

/** Which windows alerts begin in. Those of before the first window or after the last one are left out. */
export function alertMarks(alerts: readonly TimedAlert[], points: readonly Pick<TimelinePoint, 'from' | 'to'>[]): AlertMark[] {
  const marks = new Map<number, TimedAlert[]>();
  for (const alert of alerts.filter(isDrawn)) {
    const at = Date.parse(alert.start ?? '');
    const index = points.findIndex(({ from, to }) => at >= from && at < to);
    if (index >= 0) marks.set(index, [...(marks.get(index) ?? []), alert]);
  }
  const rank = ({ severity }: TimedAlert): number => (severity === 'alarm' ? 0 : 1);
  return [...marks]
    .sort(([a], [b]) => a - b)
    .map(([index, found]) => ({ index, alerts: found.sort((a, b) => rank(a) - rank(b)) }));
}

/** Alerts that hold in some of the time between two moments. */
export function alertsWithin(alerts: readonly TimedAlert[], { from, to }: Pick<TimelinePoint, 'from' | 'to'>): TimedAlert[] {
  return alerts.filter((alert) => {
    const end = alert.end === null ? Infinity : Date.parse(alert.end);
    return isDrawn(alert) && Date.parse(alert.start ?? '') < to && end > from;
  });
}

export function markColour({ alerts: [first] }: AlertMark): string {
  return first?.severity === 'alarm' ? 'var(--bad)' : 'var(--warn)';
}

/** Which column it is of, or which figure: several may begin in one window. */
export function alertText({ rule, title, column, detail }: Pick<TimedAlert, 'rule' | 'title' | 'column' | 'detail'>): string {
  const of = column ?? (rule === 'metricDrop' ? detail : null);
  return of === null ? title : `${title}: ${of}`;
}
