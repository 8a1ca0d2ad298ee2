// The groups of a column for the terminal: how each fares, and how far apart they are.
import type { Interval } from '../../api/schemas/common.ts';
import type { MetricName, RunReport } from '../../api/schemas/runs.ts';
import type { Fairness, FairnessGap, FairnessGroup } from '../../api/schemas/slices.ts';
import { alignColumns, figure } from '../textReport.ts';

type Column = [head: string, cell: (group: FairnessGroup) => string];

/** The whole text, without a newline at the end. */
export function textGroups(fairness: Fairness, task: RunReport['task']): string {
  return [heading(fairness), groupTable(fairness, task), gapTable(fairness, task)].filter((part) => part !== '').join('\n\n');
}

/** What a group is judged by first. */
export function groupMetric(task: RunReport['task']): MetricName {
  return task === 'regression' ? 'mae' : 'accuracy';
}

/** Gaps worth a line: those of rates, and that of the metric a group is judged by. The others are in the document. */
export function shownGaps({ gaps, groups }: Fairness, task: RunReport['task']): FairnessGap[] {
  const isMetric = (id: string): boolean => groups.some(({ metrics }) => id in metrics);
  return gaps.filter(({ id }) => id === groupMetric(task) || !isMetric(id));
}

function heading({ column, positive, cut, groupsLeftOut, groups, minRows }: Fairness): string {
  const notes = [
    ...(cut === null ? [] : [`cut ${cut}`]),
    ...(positive === null ? [] : [`selected = predicted "${positive}"`]),
    ...(groupsLeftOut > 0 ? [`${groupsLeftOut.toLocaleString('en-US')} smaller groups left out`] : []),
    ...(groups.some(({ judged }) => !judged) ? [`* = under ${String(minRows)} rows: shown, not judged`] : []),
  ];
  return `Groups of "${column}"${notes.length > 0 ? `: ${notes.join('; ')}` : ''}`;
}

function groupTable({ groups, positive, minRows }: Fairness, task: RunReport['task']): string {
  if (groups.length === 0) return `No group has rows; a group is judged from ${String(minRows)} on.`;
  const metric = groupMetric(task);
  const columns: Column[] = [
    ['group', ({ name, judged }) => `${name}${judged ? '' : ' *'}`],
    ['rows', ({ rows }) => rows.toLocaleString('en-US')],
    ...(positive === null ? [] : [['selected', (group) => ranged(group.selectionRate)] satisfies Column]),
    [metric, ({ metrics }) => ranged(metrics[metric])],
    ...(positive === null
      ? []
      : [
          ['true positives', (group) => ranged(group.truePositiveRate)] satisfies Column,
          ['false positives', (group) => ranged(group.falsePositiveRate)] satisfies Column,
          ['precision', (group) => ranged(group.precision)] satisfies Column,
        ]),
  ];
  return alignColumns([columns.map(([head]) => head), ...groups.map((group) => columns.map(([, cell]) => cell(group)))], 1);
}

function gapTable(fairness: Fairness, task: RunReport['task']): string {
  const shown = shownGaps(fairness, task);
  if (shown.length === 0) return `Fewer than two groups have ${String(fairness.minRows)} rows: there are no gaps.`;
  const rows = shown.map(({ title, value, interval, highest, lowest }) => [
    title,
    ranged(interval ?? { value, low: null, high: null }),
    highest ?? '–',
    lowest ?? '–',
  ]);
  return alignColumns([['how far apart', 'value (95 %)', 'highest', 'lowest'], ...rows], 1);
}

function ranged(interval: Interval | undefined): string {
  const { value = null, low = null, high = null } = interval ?? {};
  return low === null || high === null ? figure(value) : `${figure(value)} (${figure(low)} – ${figure(high)})`;
}
