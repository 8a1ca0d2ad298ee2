// A figure by segments of the rows and windows of time.
import { z } from 'zod';
import { Interval, IsoTime, RowFilter } from './common.ts';
import { MetricName, RunSelection, TimelineWindow, WindowUnit } from './runs.ts';

export const allRowsName = 'all rows';

export const SegmentsRequest = z.object({
  unit: WindowUnit,
  metric: MetricName,
  /** Its groups are segments; null = the named slices of the project alone. */
  column: z.string().nullable(),
  selection: RunSelection.default({ filters: [] }),
  /** The figure of each segment in this period is told, too. */
  reference: z.object({ start: IsoTime, end: IsoTime }).nullable().default(null),
});
export type SegmentsRequest = z.output<typeof SegmentsRequest>;

export const Segment = z.object({
  name: z.string(),
  kind: z.enum(['all', 'group', 'slice']),
  filters: z.array(RowFilter),
  rows: z.number(),
  labelled: z.number(),
  /** By window; empty where the run cannot tell the segment. */
  cells: z.array(z.object({ rows: z.number(), labelled: z.number(), value: Interval })),
  /** In the reference period; null where there is none. */
  reference: Interval.nullable(),
  /** Why the run cannot tell it. */
  problem: z.string().optional(),
});
export type Segment = z.infer<typeof Segment>;

export const SegmentTimeline = z.object({
  unit: z.string(),
  metric: MetricName,
  column: z.string().nullable(),
  /** How numbers and times were cut into groups; null for categories. */
  cut: z.string().nullable(),
  /** Categories beyond those shown. */
  groupsLeftOut: z.number(),
  /** Of all rows: the same for every segment. */
  windows: z.array(TimelineWindow.omit({ metrics: true })),
  segments: z.array(Segment),
});
export type SegmentTimeline = z.infer<typeof SegmentTimeline>;
