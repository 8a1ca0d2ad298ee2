import type { Dependence } from '../../../../../app/api/schemas/probe';
import type { ChartTable } from '../../../charts/chartTable';
import { cellText } from '../../../format/cells';

export interface DependencePoint {
  /** Number or time in milliseconds; of a category its place. */
  x: number;
  label: string;
  mean: number | null;
  band: [number, number] | null;
  /** Of the row asked about. */
  row: number | null;
  share: number;
  /** One value a line, in their order. */
  lines: (number | null)[];
}

export function dependencePoints(found: Dependence): DependencePoint[] {
  const { grid, mean, low, high, share, row, lines, kind } = found;
  return grid.map((value, k) => {
    const [from, to] = [low[k] ?? null, high[k] ?? null];
    return {
      x: kind === 'category' ? k : kind === 'time' ? Date.parse(String(value)) : Number(value),
      label: cellText(value, kind === 'time' ? 'datetime' : kind),
      mean: mean[k] ?? null,
      band: from === null || to === null ? null : [from, to],
      row: row?.values[k] ?? null,
      share: share[k] ?? 0,
      lines: lines.map(({ values }) => values[k] ?? null),
    };
  });
}

/** Where the row stands on the axis; null where its cell is missing, or is none of the categories tried. */
export function placeOfRow({ row, kind, grid }: Dependence): { x: number; y: number } | null {
  if (!row || row.at === null || row.now === null) return null;
  if (kind === 'category') {
    const at = grid.indexOf(row.at);
    return at < 0 ? null : { x: at, y: row.now };
  }
  const x = kind === 'time' ? Date.parse(String(row.at)) : Number(row.at);
  return Number.isFinite(x) ? { x, y: row.now } : null;
}

/** "score of Some damage", "predicted value". */
export function shownWords({ shows, class: label }: Dependence): string {
  if (shows === 'value') return 'predicted value';
  return shows === 'score' ? `score of ${label ?? ''}` : `share predicted as ${label ?? ''}`;
}

export function dependenceTable(found: Dependence): ChartTable {
  const { column, row, lines, kind } = found;
  const shareName = kind === 'category' ? 'Share of rows' : 'Share at or below';
  return {
    columns: [
      column,
      `Mean ${shownWords(found)}`,
      'Low (95 %)',
      'High (95 %)',
      shareName,
      ...(row ? [`Row ${row.row} (asked about)`] : []),
      ...lines.map((line) => `Row ${line.row}`),
    ],
    rows: dependencePoints(found).map((point, k) => [
      kind === 'number' ? point.x : point.label,
      point.mean,
      found.low[k] ?? null,
      found.high[k] ?? null,
      point.share,
      ...(row ? [point.row] : []),
      ...point.lines,
    ]),
  };
}
