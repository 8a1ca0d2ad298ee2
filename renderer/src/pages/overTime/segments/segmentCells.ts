// What the cells of the segment map say: colour, mark and words.
import type { DatasetCard } from '../../../../../app/api/schemas/datasets';
import type { MetricName } from '../../../../../app/api/schemas/runs';
import type { Segment, SegmentTimeline } from '../../../../../app/api/schemas/segments';
import type { ChartTable } from '../../../charts/chartTable';
import { intervalText, metricFacts, metricText } from '../../../format/metrics';
import { counted } from '../../../format/numbers';

/** What the colour of a cell tells. */
export type Shade = 'figure' | 'reference' | 'all rows';

/** Below, a figure is drawn faintly: its interval is wide. */
export const fewRows = 20;

/** Columns whose groups can be segments, each name once. */
export function groupColumns(data: DatasetCard | null): string[] {
  const columns = (data?.columns ?? []).filter(({ type }) => type !== 'text' && type !== 'id');
  return [...new Set(columns.map(({ name }) => name))];
}

/** What a cell is held against; null = nothing to hold it against. */
export function baselineOf(segments: readonly Segment[], segment: Segment, window: number, shade: Shade): number | null {
  if (shade === 'reference') return segment.reference?.value ?? null;
  if (shade === 'all rows') return segment.kind === 'all' ? null : (segments[0]?.cells[window]?.value.value ?? null);
  return null;
}

/** How much worse than the baseline, in the units of the metric: below zero is better. */
export function worseBy(metric: MetricName, value: number, baseline: number): number {
  return metricFacts[metric].better === 'higher' ? baseline - value : value - baseline;
}

/** `sure`: the interval of the cell lies wholly on one side of its baseline. */
export interface CellLook {
  kind: 'none' | 'unlabelled' | 'undefined' | 'figure' | 'better' | 'worse';
  /** Of the strongest colour, in percent. */
  ink: number;
  few: boolean;
  sure: boolean;
}

const mostInk = 46;

/** One scale for the whole map, made of the cells that have enough rows. */
export function looks({ segments, metric }: SegmentTimeline, shade: Shade): (segment: Segment, window: number) => CellLook {
  const values: number[] = [];
  const differences: number[] = [];
  for (const segment of segments) {
    for (const [window, cell] of segment.cells.entries()) {
      const { value } = cell.value;
      if (value === null || cell.labelled < fewRows) continue;
      values.push(value);
      const baseline = baselineOf(segments, segment, window, shade);
      if (baseline !== null) differences.push(Math.abs(value - baseline));
    }
  }
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const most = Math.max(...differences);
  return (segment, window) => {
    const cell = segment.cells[window];
    const plain = { ink: 0, few: false, sure: false };
    if (!cell || cell.rows === 0) return { kind: 'none', ...plain };
    if (cell.labelled === 0) return { kind: 'unlabelled', ...plain };
    const { value, low: from, high: to } = cell.value;
    if (value === null) return { kind: 'undefined', ...plain };
    const few = cell.labelled < fewRows;
    const baseline = baselineOf(segments, segment, window, shade);
    if (baseline === null) {
      const share = shade === 'figure' ? (high > low ? (value - low) / (high - low) : 0.5) : 0;
      return { kind: 'figure', ink: inkOf(share, few), few, sure: false };
    }
    const worse = worseBy(metric, value, baseline);
    const sure = from !== null && to !== null && (from > baseline || to < baseline);
    return { kind: worse > 0 ? 'worse' : 'better', ink: inkOf(Math.abs(worse) / most, few), few, sure };
  };
}

function inkOf(share: number, few: boolean): number {
  const within = Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 0;
  return Math.round((few ? 0.4 : 1) * (4 + (mostInk - 4) * within));
}

/** "0.812 (0.790 to 0.833), 120 rows, 100 labelled; 0.040 worse than in the reference" */
export function segmentWords(
  timeline: SegmentTimeline,
  segment: Segment,
  { window, shade }: { window: number; shade: Shade },
): string {
  const { metric, segments } = timeline;
  const cell = segment.cells[window];
  if (!cell || cell.rows === 0) return 'no rows';
  const rows = `${counted(cell.rows, 'row')}, ${cell.labelled === 0 ? 'none' : cell.labelled.toLocaleString('en-US')} labelled`;
  const { value } = cell.value;
  if (value === null) return cell.labelled === 0 ? rows : `not defined here: ${rows}`;
  const figure = `${metricText(metric, value)} (${intervalText(metric, cell.value)}), ${rows}`;
  const baseline = baselineOf(segments, segment, window, shade);
  if (baseline === null) return figure;
  const worse = worseBy(metric, value, baseline);
  const against = shade === 'reference' ? 'in the reference' : 'all rows there';
  if (worse === 0) return `${figure}; as ${against}`;
  return `${figure}; ${metricText(metric, Math.abs(worse))} ${worse > 0 ? 'worse' : 'better'} than ${against}`;
}

/** One line a cell that has rows, with nothing rounded. */
export function segmentTable(
  { segments, metric }: SegmentTimeline,
  labels: string[],
): { table: ChartTable; places: { segment: number; window: number }[] } {
  const places = segments.flatMap(({ cells }, segment) =>
    cells.flatMap(({ rows }, window) => (rows > 0 ? [{ segment, window }] : [])),
  );
  const { label } = metricFacts[metric];
  return {
    places,
    table: {
      columns: ['Segment', 'Window', 'Rows', 'Labelled', label, 'Low', 'High', 'In the reference'],
      rows: places.map(({ segment, window }) => {
        const { name = '', cells = [], reference = null } = segments[segment] ?? {};
        const { rows = 0, labelled = 0, value } = cells[window] ?? {};
        return [
          name,
          labels[window] ?? '',
          rows,
          labelled,
          value?.value ?? null,
          value?.low ?? null,
          value?.high ?? null,
          reference?.value ?? null,
        ];
      }),
    },
  };
}
