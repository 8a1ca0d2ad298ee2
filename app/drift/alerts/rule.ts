import { thinWindows } from '../../api/thinWindows.ts';
import type { DriftAction, DriftAlert, DriftColumn, DriftEstimate, DriftTogether, DriftWindow } from '../../api/schemas/drift.ts';
import type { Interval, Warning } from '../../api/schemas/common.ts';
import type { MetricName } from '../../api/schemas/runs.ts';
import type { ColumnChanges } from '../changes.ts';
import type { Likeness } from '../likeness/likeness.ts';

export interface WatchedMetric {
  metric: MetricName;
  title: string;
  higherIsBetter: boolean;
  reference: Interval;
  windows: readonly Interval[];
}

/** What alerts are made of. Entries of lists by window stand for `windows`, those of the reference included. */
export interface Findings {
  windows: readonly DriftWindow[];
  columns: readonly (DriftColumn & { changed: readonly ColumnChanges[]; likeness: readonly (() => Likeness | null)[] })[];
  /** Share of the columns that drift, by window. */
  dataset: readonly { share: number; verdict: DriftColumn['verdict'] }[];
  /** The true figures, where there are labels: the metric that is watched. */
  watched: WatchedMetric | null;
  /** Others that can fall while that one stands: the order of scores may last when the scores themselves do not. */
  alsoWatched: readonly WatchedMetric[];
  together: readonly DriftTogether[];
  estimates: readonly DriftEstimate[];
  /** Columns that are gone, or of another type than in the reference. */
  schema: readonly Warning[];
}

export interface Stretch extends Pick<DriftAlert, 'since' | 'from' | 'to' | 'active'> {
  /** The last window of it that is not thin: what is said of it is said of that. */
  at: number;
}

export interface AlertRule {
  name: string;
  title: string;
  /** What it looks at and when it speaks, in one sentence. */
  explains: string;
  find(findings: Findings): DriftAlert[];
}

/** Windows in a row from which on a finding is taken for real. */
const enough = 2;
/** Of more windows, two in a row that a 95 % interval misses on one side come by chance too often: 80 × 0.025² is 5 %. */
const many = 80;

/**
 * Where a finding holds: it begins once it holds in two windows in a row (three of more than eighty; the only one there is), and
 * ends once it fails in as many: a single window on either side changes nothing. Windows of the reference and empty ones are passed over.
 */
export function stretches(windows: readonly DriftWindow[], holds: (window: number) => boolean): Stretch[] {
  const judged = [...windows.keys()].filter((w) => !windows[w]?.reference && (windows[w]?.used ?? 0) > 0);
  const needed = Math.min(judged.length > many ? enough + 1 : enough, judged.length);
  const found: { from: number; to: number; active: boolean }[] = [];
  let open: { from: number; to: number } | null = null;
  let held: number[] = [];
  let failed = 0;
  for (const w of judged) {
    if (holds(w)) {
      held.push(w);
      failed = 0;
      if (open) open.to = w;
      else if (held.length >= needed) open = { from: held[0] as number, to: w };
    } else {
      held = [];
      failed++;
      if (open && failed >= needed) {
        found.push({ ...open, active: false });
        open = null;
      }
    }
  }
  if (open) found.push({ ...open, active: true });
  return found.map(({ from, to, active }) => ({
    from,
    to,
    active,
    at: lastFull(
      windows,
      judged.filter((w) => w >= from && w <= to),
    ),
    since: sinceText(windows, from),
  }));
}

/** The last of some windows (ascending) that has about as many rows as windows usually have; else that with the most rows. */
export function lastFull(windows: readonly DriftWindow[], some: readonly number[]): number {
  const rows = (w: number): number => windows[w]?.used ?? 0;
  const isThin = thinWindows(windows);
  const full = some.findLast((w) => !isThin(w));
  return full ?? some.reduce((most, w) => (rows(w) > rows(most) ? w : most), some.at(-1) ?? 0);
}

/** The time a window begins with; its number where there are no times. */
export function sinceText(windows: readonly DriftWindow[], window: number): string {
  return windows[window]?.start ?? `window ${String(window + 1)}`;
}

/** One alert a stretch. */
export function alertsOf(
  rule: Pick<AlertRule, 'name' | 'title'>,
  found: readonly Stretch[],
  about: (stretch: Stretch) => { severity: DriftAlert['severity']; column?: string; detail: string; action: DriftAction },
): DriftAlert[] {
  return found.map((stretch) => {
    const { column = null, ...rest } = about(stretch);
    return { rule: rule.name, title: rule.title, ...stretch, column, ...rest };
  });
}
