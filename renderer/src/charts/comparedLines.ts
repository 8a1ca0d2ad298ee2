import type { MetricName, Timeline, TimelineWindow } from '../../../app/api/schemas/runs';
import type { ChartTable } from './chartTable';
import { hasTimes, timelinePoints } from './timelinePoints';

export interface ComparedPoint {
  from: number;
  to: number;
  x: number;
  label: string;
  /** One per run; null where it has none. */
  values: (number | null)[];
  /** Of the first run that has it. */
  first: { run: number; window: TimelineWindow };
}

export interface ComparedLines {
  points: ComparedPoint[];
  isTime: boolean;
}

/** The same figure of several runs by window: windows that begin at the same time (or row) stand at one place. */
export function comparedLines(timelines: readonly (Timeline | null)[], metric: MetricName, unit: string): ComparedLines {
  const byStart = new Map<number, ComparedPoint>();
  timelines.forEach((timeline, run) => {
    for (const { from, to, x, label, value, window } of timelinePoints(timeline?.windows ?? [], metric, unit)) {
      const point = byStart.get(from) ?? { from, to, x, label, values: timelines.map(() => null), first: { run, window } };
      point.values[run] = value;
      byStart.set(from, point);
    }
  });
  const points = [...byStart.values()].sort((a, b) => a.from - b.from);
  return { points, isTime: timelines.some((timeline) => timeline !== null && hasTimes(timeline.windows)) };
}

/** The same numbers, with nothing rounded. */
export function compareTable({ points }: ComparedLines, names: string[]): ChartTable {
  return { columns: ['Window', ...names], rows: points.map(({ label, values }) => [label, ...values]) };
}
