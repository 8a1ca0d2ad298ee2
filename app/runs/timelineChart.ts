// One line a window: its name, the interval as a bar with the value in it, the figures and the number of rows.
import { count } from '../base/counts.ts';
import type { MetricName, Timeline, TimelineWindow } from '../api/schemas/runs.ts';
import { windowLabel } from './windowLabel.ts';

export interface ChartOptions {
  metric: MetricName;
  unicode: boolean;
  width: number;
}

const marks = {
  unicode: { value: '●', interval: '─', empty: ' ', edge: '│', rows: '▇', reference: '▏' },
  ascii: { value: 'o', interval: '-', empty: ' ', edge: '|', rows: '#', reference: '*' },
};

/** More windows than this would scroll the headline away: the first and the last are shown. */
const shownWindows = 60;
const rowBarWidth = 10;

/**
 * The metric over time as text. Windows without labelled rows stay as empty lines: a gap is shown as a gap.
 * An empty string when there is no window.
 */
export function timelineChart(timeline: Timeline, options: ChartOptions): string {
  if (timeline.windows.length === 0) return '';
  const mark = options.unicode ? marks.unicode : marks.ascii;
  const windows = pickWindows(timeline.windows);
  const scale = chooseScale(timeline.windows, options.metric);
  const names = windows.map((window) => (window === null ? '' : windowLabel(window, timeline.unit)));
  const nameWidth = Math.max(...names.map((name) => name.length));
  const figuresWidth = 24;
  const plotWidth = Math.max(16, Math.min(60, options.width - nameWidth - figuresWidth - rowBarWidth - 14));
  const most = Math.max(1, ...timeline.windows.map((window) => window.rows));

  const lines = windows.map((window, index) => {
    if (window === null) return `  … ${count(timeline.windows.length - shownWindows)} more windows …`;
    const bar = mark.rows.repeat(Math.round((window.rows / most) * rowBarWidth)).padEnd(rowBarWidth);
    const name = (names[index] ?? '').padEnd(nameWidth);
    const flag = isReference(window, timeline.reference) ? mark.reference : ' ';
    const plot = scale ? drawInterval(window, options.metric, { scale, width: plotWidth, mark }) : ' '.repeat(plotWidth);
    return `${flag}${name} ${mark.edge}${plot}${mark.edge} ${figures(window, options.metric).padEnd(figuresWidth)} ${bar} ${count(window.rows)}`.trimEnd();
  });

  const axis = scale
    ? `${' '.repeat(nameWidth + 2)}${short(scale.low).padEnd(plotWidth - short(scale.high).length + 2)}${short(scale.high)}`
    : '';
  return [title(timeline, options), ...(axis ? [axis] : []), ...lines, ...footer(timeline, mark.reference)].join('\n');
}

function title(timeline: Timeline, options: ChartOptions): string {
  const inTime = timeline.windows.some((window) => window.timeOrder) ? ' in order of time' : '';
  const unit = timeline.unit.startsWith('rows:') ? `${count(Number(timeline.unit.slice(5)))} rows${inTime}` : timeline.unit;
  return `${options.metric} over time, by ${unit}: value, 95 % interval, rows`;
}

function footer(timeline: Timeline, reference: string): string[] {
  const notes = [
    ...(timeline.reference ? [`${reference} reference period`] : []),
    ...(timeline.rowsWithoutTime > 0 ? [`${count(timeline.rowsWithoutTime)} rows have no time`] : []),
    ...(timeline.rowsWithoutLabel > 0 ? [`${count(timeline.rowsWithoutLabel)} rows have no label`] : []),
  ];
  return notes.length > 0 ? [notes.join(' · ')] : [];
}

/** Null stands for the windows left out in the middle. */
function pickWindows(windows: TimelineWindow[]): (TimelineWindow | null)[] {
  if (windows.length <= shownWindows) return windows;
  return [...windows.slice(0, shownWindows / 2), null, ...windows.slice(-shownWindows / 2)];
}

interface Scale {
  low: number;
  high: number;
}

/** From the lowest to the highest end of an interval, rounded outwards to a tidy step. Null = nothing to draw. */
function chooseScale(windows: TimelineWindow[], metric: MetricName): Scale | null {
  const ends = windows.flatMap((window) => {
    const interval = window.metrics[metric];
    return [interval?.low, interval?.value, interval?.high].filter((end): end is number => typeof end === 'number');
  });
  if (ends.length === 0) return null;
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const span = high - low || Math.abs(high) || 1;
  const step = 10 ** Math.floor(Math.log10(span));
  const tidy = { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step };
  return tidy.high > tidy.low ? tidy : { low: tidy.low - step, high: tidy.high + step };
}

function drawInterval(
  window: TimelineWindow,
  metric: MetricName,
  plot: { scale: Scale; width: number; mark: (typeof marks)['unicode'] },
): string {
  const interval = window.metrics[metric];
  const cells = new Array<string>(plot.width).fill(plot.mark.empty);
  const at = (value: number): number =>
    Math.min(plot.width - 1, Math.floor(((value - plot.scale.low) / (plot.scale.high - plot.scale.low)) * plot.width));
  if (interval?.value === undefined || interval.value === null) return cells.join('');
  if (interval.low !== null && interval.high !== null) {
    cells.fill(plot.mark.interval, at(interval.low), at(interval.high) + 1);
  }
  cells[at(interval.value)] = plot.mark.value;
  return cells.join('');
}

function figures(window: TimelineWindow, metric: MetricName): string {
  const interval = window.metrics[metric];
  if (interval?.value === undefined || interval.value === null) return window.labelled === 0 ? 'no labels' : 'undefined';
  const ends = interval.low !== null && interval.high !== null ? ` [${short(interval.low)}, ${short(interval.high)}]` : '';
  return `${short(interval.value)}${ends}`;
}

function isReference(window: TimelineWindow, reference: Timeline['reference']): boolean {
  return reference !== null && window.start !== null && window.start >= reference.start && window.start < reference.end;
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return Math.round(value).toLocaleString('en-US');
  if (size >= 1) return Number(value.toPrecision(4)).toString();
  return value.toFixed(3);
}
