import type { ServerFigures } from './schemas/monitor.ts';
import { enoughRows } from './schemas/monitoring.ts';

type Watch = NonNullable<ServerFigures['watch']>;
type WatchedColumn = Watch['columns'][number];

/** Why columns are not compared yet; null = they are. */
export function tooFewText({ rows, windowRows }: Pick<Watch, 'rows' | 'windowRows'>): string | null {
  const enough = enoughRows(windowRows);
  return rows >= enough
    ? null
    : `compared from ${enough.toLocaleString('en-US')} rows on, ${rows.toLocaleString('en-US')} so far`;
}

/** Further than the windows of the validated rows ever were. */
export function isBeyond({ value, limit }: WatchedColumn['psi']): boolean {
  return value !== null && limit !== null && value > limit;
}

/** Columns that are so by their distance or their missing cells come first, the furthest before the others. */
export function furthestFirst(columns: readonly WatchedColumn[]): (WatchedColumn & { isBeyond: boolean })[] {
  return columns
    .map((column) => ({ ...column, isBeyond: isBeyond(column.psi) || isBeyond(column.missing) }))
    .sort((a, b) => Number(b.isBeyond) - Number(a.isBeyond) || (b.psi.value ?? -1) - (a.psi.value ?? -1));
}

/** Why the drift is not that of all rows. @param rows that were compared */
export function behindText(rows: number): string {
  return `Drift is that of ${rows.toLocaleString('en-US')} rows: it is compared anew once a twentieth as many have come, or an hour later.`;
}
