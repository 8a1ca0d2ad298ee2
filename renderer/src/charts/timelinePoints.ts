import type { MetricName, TimelineWindow } from '../../../app/api/schemas/runs';
import { count } from '../format/numbers';
import { day, windowName } from '../format/times';

export interface TimelinePoint {
  window: TimelineWindow;
  /** Milliseconds, or row numbers for windows by rows without times. */
  from: number;
  to: number;
  x: number;
  label: string;
  value: number | null;
  band: [number, number] | null;
  rows: number;
}

/** Windows of the same timeline have times all, or none. */
export function hasTimes(windows: TimelineWindow[]): boolean {
  return windows.some(({ start }) => start !== null);
}

/** What tells which rows a window holds. */
export type WindowBounds = Pick<TimelineWindow, 'start' | 'end' | 'firstRow' | 'lastRow' | 'timeOrder'>;

export function windowLabel({ start, end, firstRow, lastRow, timeOrder }: WindowBounds, unit: string): string {
  if (timeOrder && start !== null && end !== null) return spanName(start, end);
  const isByRows = unit.startsWith('rows');
  if (firstRow !== null && lastRow !== null && (isByRows || start === null)) {
    const rows = `rows ${count(firstRow)} to ${count(lastRow)}`;
    return start !== null ? `${rows} (${day(start)})` : rows;
  }
  if (start === null) return 'no time';
  return unit === '' && end !== null ? `${day(start)} to before ${day(end)}` : windowName(start, unit);
}

/** From when to when, both included: with the time of day (UTC) where that is needed to tell. */
function spanName(start: string, end: string): string {
  if (start.slice(0, 10) !== end.slice(0, 10)) return `${day(start)} to ${day(end)}`;
  const isFine = start.slice(11, 16) === end.slice(11, 16);
  const clock = (time: string): string => (isFine ? time.slice(11, 23).replace(/(:00)?\.000$/, '') : time.slice(11, 16));
  if (start !== end) return `${day(start)}, ${clock(start)} to ${clock(end)}`;
  return start.endsWith('T00:00:00.000Z') ? day(start) : `${day(start)}, ${clock(start)}`;
}

export function timelinePoints(windows: TimelineWindow[], metric: MetricName, unit: string): TimelinePoint[] {
  const byTime = hasTimes(windows);
  let before = -Infinity;
  return windows.map((window, index) => {
    const start = byTime ? Date.parse(window.start ?? '') : (window.firstRow ?? index);
    const end = byTime ? Date.parse(window.end ?? '') : (window.lastRow ?? index) + 1;
    // Windows by rows within a single moment would lie on top of each other.
    const from = window.timeOrder ? Math.max(start, before) : start;
    const to = Number.isFinite(end) && end > from ? end : from + 1;
    before = to;
    const interval = window.metrics[metric];
    const { value = null, low = null, high = null } = interval ?? {};
    return {
      window,
      from,
      to,
      x: (from + to) / 2,
      label: windowLabel(window, unit),
      value,
      band: value !== null && low !== null && high !== null ? [low, high] : null,
      rows: window.rows,
    };
  });
}

/** Stretches without rows, neighbouring windows as one: each is a shape of its own in the chart. */
export function gapsOf(points: readonly TimelinePoint[]): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let before: TimelinePoint | undefined;
  for (const point of points) {
    const last = gaps.at(-1);
    if (point.rows === 0) {
      if (last && before?.rows === 0) last.to = point.to;
      else gaps.push({ from: point.from, to: point.to });
    }
    before = point;
  }
  return gaps;
}

/** Where the metric's axis begins and ends: around everything drawn, with room below for the bars. */
export function metricDomain(points: TimelinePoint[], extra: number | null): { domain: [number, number]; ticks: number[] } {
  let low = Infinity;
  let high = -Infinity;
  for (const { value, band } of points) {
    if (value === null) continue;
    low = Math.min(low, value, band?.[0] ?? value);
    high = Math.max(high, value, band?.[1] ?? value);
  }
  if (extra !== null) {
    low = Math.min(low, extra);
    high = Math.max(high, extra);
  }
  if (!Number.isFinite(low)) return { domain: [0, 1], ticks: [0, 0.5, 1] };
  const span = Math.max(high - low, Math.abs(high) * 0.02, 1e-9);
  const raw = span / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
  const first = Math.floor(low / step) * step;
  const last = Math.ceil(high / step) * step;
  const ticks: number[] = [];
  for (let tick = first; tick <= last + step / 2; tick += step) ticks.push(Number(tick.toPrecision(10)));
  return { domain: [first - (last - first) * 0.3, last], ticks };
}

const dayMs = 86_400_000;

/** Round moments for the time axis, at most about eight. */
export function timeTicks(from: number, to: number): { ticks: number[]; format: (value: number) => string } {
  const days = (to - from) / dayMs;
  const months = days / 30.4;
  if (months < 3) {
    const step = Math.max(1, Math.ceil(days / 7));
    const ticks: number[] = [];
    for (let time = Math.ceil(from / dayMs) * dayMs; time <= to; time += step * dayMs) ticks.push(time);
    return { ticks, format: (value) => day(new Date(value).toISOString()) };
  }
  const step = [1, 3, 6, 12, 24, 60, 120, 240].find((size) => months / size <= 9) ?? 480;
  const first = new Date(from);
  const ticks: number[] = [];
  const startMonth = first.getUTCFullYear() * 12 + Math.ceil(first.getUTCMonth() / step) * step;
  for (let month = startMonth; ; month += step) {
    const time = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (time > to) break;
    if (time >= from) ticks.push(time);
  }
  const unit = step >= 12 ? 'year' : 'month';
  return { ticks, format: (value) => windowName(new Date(value).toISOString(), unit) };
}
