const dateOnly = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const monthYear = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const local = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** A moment of the data (UTC), to the day: "3 Mar 2001". */
export function day(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : dateOnly.format(time);
}

/** A moment of a person's own clock: "3 Mar 2026, 14:05". */
export function moment(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : local.format(time);
}

/** 75 → "1 min 15 s" */
export function duration(seconds: number): string {
  if (seconds < 1) return '< 1 s';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The name of a calendar window that begins at `start`. */
export function windowName(start: string, unit: string): string {
  const time = new Date(start);
  const year = time.getUTCFullYear();
  if (unit === 'year') return String(year);
  if (unit === 'quarter') return `Q${Math.floor(time.getUTCMonth() / 3) + 1} ${year}`;
  if (unit === 'month') return monthYear.format(time);
  if (unit === 'week') return `week of ${dateOnly.format(time)}`;
  return dateOnly.format(time);
}

const localToSecond = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** A moment of a person's own clock, to the second: "3 Mar, 14:05:09". */
export function clock(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : localToSecond.format(time);
}
