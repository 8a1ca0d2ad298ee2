// A stress run for the terminal: the grade, where it breaks, every corruption as small bars, the worst columns.
import { count } from '../base/counts.ts';
import type { Interval } from '../api/schemas/common.ts';
import type { StressReport } from '../api/schemas/stress.ts';
import { warningLines } from '../api/warnings.ts';
import { alignColumns, alignMeaning, figure } from '../runs/textReport.ts';

export interface TextStressOptions {
  /** False = plain ASCII, for terminals that know no block characters. */
  unicode?: boolean;
}

const mostPoints = 12;
const mostColumns = 15;
/** Characters of a rule. */
const mostRule = 120;
const blocks = '▁▂▃▄▅▆▇█';

/** The whole text, without a newline at the end. */
export function textStress(report: StressReport, { unicode = true }: TextStressOptions = {}): string {
  const parts = [
    heading(report),
    gradeLines(report),
    breakingPoints(report),
    corruptionTable(report, unicode),
    columnTable(report),
    sliceTable(report),
    unstableLines(report),
  ];
  const text = [...parts, warningList(report)].filter((part) => part !== '').join('\n\n');
  return unicode ? text : text.replace(/[·–…“”×]/g, (mark) => ({ '·': '-', '–': '-', '…': '..', '×': 'x' })[mark] ?? '"');
}

function heading(report: StressReport): string {
  const { metric, metricReason, clean, dummy, floor, floorReason, timing, provider } = report;
  const rows = report.rows === report.totalRows ? '' : ` of ${count(report.totalRows)}`;
  return [
    `Messy data · ${count(report.rows)} ${report.rows === 1 ? 'row' : 'rows'}${rows}, ${count(report.labelled)} labelled · seed ${String(report.seed)} · ran on ${provider} · ${(timing.totalMs / 1000).toFixed(1)} s, ${count(Math.round(timing.rowsPerSecond))} rows/s`,
    `${metric} (${metricReason}): ${withRange(clean)} on clean data${dummy === null ? '' : `, ${figure(dummy)} by a dummy`}${floor === null ? '' : `; floor ${figure(floor)} (${floorReason})`}`,
  ].join('\n');
}

function gradeLines({ grade, relative, baseline }: StressReport): string {
  const lines = grade ? [`Grade ${grade.letter}, ${String(Math.floor(grade.score))} of 100. ${grade.meaning}`] : [];
  if (baseline) {
    const said = relative === null || relative === undefined ? 'not comparable' : `${(100 * relative).toFixed(1)} %`;
    lines.push(`Error against “${baseline.name}” (mCE; below 100 % = stands damage better): ${said}`);
  }
  return lines.join('\n');
}

function breakingPoints(report: StressReport): string {
  const joint = report.corruptions.flatMap(({ breakingPoint }) => (breakingPoint ? [breakingPoint] : []));
  const ofColumns = report.columns.flatMap(({ failures }) =>
    failures.flatMap((one) => (one.breakingPoint ? [one.breakingPoint] : [])),
  );
  const all = [...ofColumns, ...joint];
  // Of damage that fits one column alone, the column and all columns are the same.
  const texts = [...new Set(all.filter(({ kind }) => kind !== 'holds').map(({ text }) => text))];
  const held = new Set(all.filter(({ kind }) => kind === 'holds').map(({ text }) => text)).size;
  if (all.length === 0) return '';
  const shown = texts.slice(0, mostPoints).map((text) => `  · ${text}`);
  const more = texts.length > mostPoints ? [`  · … and ${String(texts.length - mostPoints)} more (--json has all)`] : [];
  const holds =
    held > 0
      ? [
          `  · in ${String(held)} ${texts.length > 0 ? 'other ' : ''}${held === 1 ? 'case' : 'cases'} (a kind of damage, on all columns or on one) it holds to the largest amount`,
        ]
      : [];
  return ['Breaking points', ...shown, ...more, ...holds].join('\n');
}

/** The worst at severity 3 first. Bars: the metric at severities 1 to 5, from the dummy (empty) to clean data (full). */
function corruptionTable(report: StressReport, unicode: boolean): string {
  const { corruptions, higherIsBetter, metric } = report;
  if (corruptions.length === 0) return '';
  const at = (one: StressReport['corruptions'][number], severity: number) => one.severities.find((s) => s.severity === severity);
  const badness = (one: StressReport['corruptions'][number]): number => {
    const value = at(one, 3)?.score.value ?? null;
    return value === null ? Infinity : higherIsBetter ? -value : value;
  };
  const rows = [...corruptions]
    .sort((a, b) => badness(b) - badness(a))
    .map((one) => [
      one.title,
      bars(one, report, unicode),
      ...[1, 3, 5].map((severity) => {
        const found = at(one, severity);
        return found?.refused === undefined ? figure(found?.score.value) : 'refused';
      }),
      share(at(one, 3)?.flipRate.value),
      at(one, 3)?.meaning ?? '',
    ]);
  const head = ['damage', '1 to 5', `${metric} at 1`, 'at 3', 'at 5', 'flips at 3', 'severity 3 is'];
  return alignMeaning([head, ...rows], 2);
}

function bars(
  { severities }: StressReport['corruptions'][number],
  { clean, dummy, floor }: StressReport,
  unicode: boolean,
): string {
  const from = dummy ?? floor;
  const to = clean.value;
  if (from === null || to === null || from === to) return '';
  return [1, 2, 3, 4, 5]
    .map((severity) => {
      const value = severities.find((one) => one.severity === severity)?.score.value ?? null;
      if (value === null) return severities.some((one) => one.severity === severity) ? '!' : ' ';
      const level = Math.min(1, Math.max(0, (value - from) / (to - from)));
      return unicode ? blocks[Math.round(level * 7)] : String(Math.round(level * 9));
    })
    .join('');
}

function columnTable({ columns, metric, corruptions }: StressReport): string {
  const titles = new Map(corruptions.map(({ name, title }) => [name, title]));
  const shown = columns.filter(({ failures, importance }) => failures.length > 0 || importance !== null).slice(0, mostColumns);
  if (shown.length === 0) return '';
  const rows = shown.map(({ column, importance, failures }) => {
    const worst = failures[0];
    const told = worst?.drop.value === null || !worst ? '' : `${titles.get(worst.mode) ?? worst.mode}: ${withRange(worst.drop)}`;
    return [column, importance ? withRange(importance) : '–', told];
  });
  const table = alignColumns(
    [['column', `${metric} lost when shuffled`, 'worst damage at severity 3, and what it costs'], ...rows],
    3,
  );
  const more = columns.length > shown.length ? `\n… and ${String(columns.length - shown.length)} more columns` : '';
  return `${table}${more}`;
}

function sliceTable({ slices }: StressReport): string {
  if (slices.length === 0) return '';
  const rows = slices
    .slice(0, 10)
    .map(({ rule, rows: size, share: part, loss, restLoss, pAdjusted }) => [
      count(size),
      share(part),
      figure(loss.value),
      figure(restLoss.value),
      pAdjusted < 0.001 ? '< 0.001' : pAdjusted.toFixed(3),
      rule.length > mostRule ? `${rule.slice(0, mostRule - 1)}…` : rule,
    ]);
  const head = ['rows', 'share', 'loss, test half', 'elsewhere', 'adjusted p', 'weak slice of the rows as they are'];
  return alignMeaning([head, ...rows], 0);
}

function warningList({ warnings }: StressReport): string {
  if (warnings.length === 0) return '';
  return ['Good to know', ...warningLines(warnings, { hints: false }).map((line) => `  ${line}`)].join('\n');
}

function withRange({ value, low, high }: Interval): string {
  if (low === null || high === null) return figure(value);
  return `${figure(value)} (${figure(low)} – ${figure(high)})`;
}

function share(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${(100 * value).toFixed(1)} %`;
}

/** The first few rows that small damage flips. */
function unstableLines({ unstable }: StressReport): string {
  if (!unstable || unstable.worst.length === 0) return '';
  const shown = unstable.worst
    .slice(0, 5)
    .map(
      ({ row, flips, tried, by }) =>
        `  · row ${count(row)}: ${String(flips)} of ${String(tried)}, by ${by.slice(0, 4).join(', ')}`,
    );
  return [`Most unstable rows, of ${count(unstable.rows)} that small damage to their own cells flips`, ...shown].join('\n');
}
