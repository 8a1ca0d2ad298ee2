import type { TimelineWindow } from '../api/schemas/runs.ts';

/** A short name of a window: 1995, 1995-Q3, 1995-07, 1995-07-03 (a day, or the Monday of a week), rows 1–500. */
export function windowLabel(window: Pick<TimelineWindow, 'start' | 'end' | 'firstRow' | 'lastRow'>, unit: string): string {
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
