import type { TimelineWindow } from '../api/schemas/runs.ts';

/**
 * A short name of a window: 1995, 1995-Q3, 1995-07, 1995-07-03 (a day, or the Monday of a week), rows 1–500; for windows by
 * rows in order of time from when to when, as short as it stays clear: 1995-07-03 – 1995-07-05, 1995-07-03 08:15 – 09:40.
 */
export function windowLabel(
  window: Pick<TimelineWindow, 'start' | 'end' | 'firstRow' | 'lastRow' | 'timeOrder'>,
  unit: string,
): string {
  if (window.timeOrder && window.start !== null && window.end !== null) return spanLabel(window.start, window.end);
  if (window.start === null || unit.startsWith('rows:')) {
    return `rows ${(window.firstRow ?? 0).toLocaleString('en-US')}–${(window.lastRow ?? 0).toLocaleString('en-US')}`;
  }
  const day = window.start.slice(0, 10);
  switch (unit) {
    case 'year':
      return day.slice(0, 4);
    case 'quarter':
      return `${day.slice(0, 4)}-Q${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1)}`;
    case 'month':
      return day.slice(0, 7);
    default:
      return day;
  }
}

function spanLabel(start: string, end: string): string {
  const [startDay, endDay] = [start.slice(0, 10), end.slice(0, 10)];
  if (startDay !== endDay) return `${startDay} – ${endDay}`;
  const isFine = start.slice(11, 16) === end.slice(11, 16);
  const clock = (time: string): string => (isFine ? time.slice(11, 23).replace(/(:00)?\.000$/, '') : time.slice(11, 16));
  if (start !== end) return `${startDay} ${clock(start)} – ${clock(end)}`;
  return start.endsWith('T00:00:00.000Z') ? startDay : `${startDay} ${clock(start)}`;
}
