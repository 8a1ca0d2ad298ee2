import { countUpTo } from '../base/sortedSearch.ts';
import { AppError } from '../base/errors.ts';

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';
export const calendarUnits: readonly CalendarUnit[] = ['day', 'week', 'month', 'quarter', 'year'];

/** Six years of days. More points than this no chart shows apart, and every one costs memory. */
export const WINDOW_LIMIT = 2_200;

const DAY = 86_400_000;
/** The times that a calendar date can be written for (ECMAScript's range). */
const TIME_LIMIT = 8.64e15;

/** True for a time that can stand on the calendar; anything else counts as a row without time. */
export function isTime(time: number): boolean {
  return time >= -TIME_LIMIT && time <= TIME_LIMIT;
}

export function isCalendarUnit(unit: string): unit is CalendarUnit {
  return (calendarUnits as readonly string[]).includes(unit);
}

/** Rows per window of a unit `rows:N`; null for other units. */
export function rowsPerWindow(unit: string): number | null {
  const match = /^rows:([1-9]\d{0,8})$/.exec(unit);
  return match ? Number(match[1]) : null;
}

/** Number of a window on the calendar, counted from the one that holds 1970-01-01. */
function windowNumber(time: number, unit: CalendarUnit): number {
  const day = Math.floor(time / DAY);
  // 1970-01-01 was a Thursday: three days after the Monday that began its week.
  if (unit === 'day') return day;
  if (unit === 'week') return Math.floor((day + 3) / 7);
  const date = new Date(time);
  const year = date.getUTCFullYear() - 1970;
  if (unit === 'year') return year;
  return unit === 'month' ? year * 12 + date.getUTCMonth() : year * 4 + Math.floor(date.getUTCMonth() / 3);
}

/** First moment of a window, milliseconds since 1970, UTC. */
function windowStart(number: number, unit: CalendarUnit): number {
  if (unit === 'day') return number * DAY;
  if (unit === 'week') return (number * 7 - 3) * DAY;
  const months = number * (unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12);
  const date = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(1970 + Math.floor(months / 12), months - 12 * Math.floor(months / 12), 1);
  return date.getTime();
}

/** Windows from the one that holds `start` to the one that holds `end`. */
export function countWindows(start: number, end: number, unit: CalendarUnit): number {
  return windowNumber(end, unit) - windowNumber(start, unit) + 1;
}

/**
 * Edges of the calendar windows (UTC; weeks from Monday, ISO 8601) that hold `start` to `end`, both included:
 * window i is [edges[i], edges[i + 1]).
 * @param start milliseconds since 1970
 * @throws AppError INVALID_INPUT when that makes too many windows or the times are not on the calendar
 */
export function calendarWindows(start: number, end: number, unit: CalendarUnit): Float64Array {
  if (!isTime(start) || !isTime(end) || end < start) {
    throw new AppError('INVALID_INPUT', 'The time span has no first and last moment on the calendar.', {
      hint: 'Check how the time column was read, or choose windows by rows.',
    });
  }
  const count = countWindows(start, end, unit);
  if (count > WINDOW_LIMIT) {
    throw tooMany(
      count,
      unit,
      calendarUnits.find((wider) => countWindows(start, end, wider) <= WINDOW_LIMIT),
    );
  }
  const first = windowNumber(start, unit);
  return Float64Array.from({ length: count + 1 }, (_, i) => windowStart(first + i, unit));
}

/** @param fitting The finest unit of that kind that makes few enough of them. */
export function tooMany(count: number, unit: string, fitting?: string): AppError {
  const number = (value: number): string => value.toLocaleString('en-US');
  return new AppError(
    'INVALID_INPUT',
    `Windows by ${unit} would make ${number(count)} windows; at most ${number(WINDOW_LIMIT)} are drawn.`,
    {
      hint: `Choose ${fitting ? `wider windows: ${fitting} fits` : 'windows by rows, for instance rows:1000'}. A single wrong date far away from the others can also cause this.`,
    },
  );
}

/**
 * A function from time to the number of its window, -1 outside of all. Division where windows are equally long,
 * else a binary search that first looks where the time before was found.
 */
export function createWindowIndex(edges: Float64Array): (time: number) => number {
  const count = edges.length - 1;
  const first = edges[0] ?? NaN;
  const last = edges[count] ?? NaN;
  const width = (edges[1] ?? NaN) - first;
  if (count > 0 && edges.every((edge, i) => edge === first + i * width)) {
    return (time) => (time >= first && time < last ? Math.floor((time - first) / width) : -1);
  }
  let recent = 0;
  return (time) => {
    if (!(time >= first && time < last)) return -1;
    if (time >= (edges[recent] ?? NaN) && time < (edges[recent + 1] ?? NaN)) return recent;
    recent = countUpTo(edges, time) - 1;
    return recent;
  };
}
