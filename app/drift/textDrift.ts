// A drift run for the terminal: what to do, the alerts, every column with its windows as a strip.
import { count } from '../base/counts.ts';
import { damageWords, estimateNames } from '../api/driftWords.ts';
import type { DriftColumn, DriftReport, DriftVerdict, DriftWindow } from '../api/schemas/drift.ts';
import { warningLines } from '../api/warnings.ts';
import { alignColumns, figure, shorten } from '../runs/textReport.ts';
import { percent } from './figures.ts';
import { likenessText } from './likeness/likeness.ts';
import { isWorseCell } from './segments.ts';

export interface TextDriftOptions {
  /** False = plain ASCII, for terminals that know no block characters. */
  unicode?: boolean;
}

const mostColumns = 30;
const mostAlerts = 12;
const strip = { none: '·', possible: '▒', drift: '█' } as const;
const plain: Record<string, string> = {
  '·': '.',
  '▒': '+',
  '█': '#',
  '–': '-',
  '…': '..',
  '“': '"',
  '”': '"',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
};
const ranks: Record<DriftVerdict, number> = { drift: 0, possible: 1, none: 2 };

/** The whole text, without a newline at the end. */
export function textDrift(report: DriftReport, { unicode = true }: TextDriftOptions = {}): string {
  const parts = [
    heading(report),
    verdictLines(report),
    alertLines(report),
    columnTable(report),
    togetherTable(report),
    estimateTable(report),
    segmentTable(report),
    detectorTable(report),
    notes(report),
  ];
  const text = shortNames(report, parts.filter((part) => part !== '').join('\n\n'));
  return unicode ? text : text.replace(/[·▒█–…“”×≥≤]/g, (mark) => plain[mark] ?? mark);
}

/** Names of columns stand in sentences, too; the whole ones are in the JSON document. */
const widestName = 60;

function shortNames({ columns, leftOut }: DriftReport, text: string): string {
  const names = [...columns.map(({ name }) => name), ...leftOut.map(({ column }) => column)];
  return names
    .filter(({ length }) => length > widestName)
    .sort((a, b) => b.length - a.length)
    .reduce((shorter, name) => shorter.replaceAll(name, () => shorten(name, widestName)), text);
}

function heading({ preset, unit, reference, current, windows }: DriftReport): string {
  const rows = (of: { rows: number; used: number }): string =>
    `${count(of.rows)} rows${of.used < of.rows ? ` (${count(of.used)} compared, a sample)` : ''}`;
  const period = reference.start === null ? '' : `, ${day(reference.start)} to ${day(reference.end)}`;
  const others = windows.filter(({ reference: inside, used }) => !inside && used > 0).length;
  const by = others > 1 ? ` in ${String(others)} windows (${unit})` : '';
  return [
    `Drift · preset ${preset} · ${current.name}: ${rows(current)}${by}`,
    `against ${reference.name}: ${rows(reference)}${period}`,
  ].join('\n');
}

function verdictLines({ verdict, windows, dataset, columns }: DriftReport): string {
  const since = verdict.since === null ? '' : `, since ${windowName(windows[verdict.since], verdict.since)}`;
  // The share is of those that have an answer: one without any value is not among them.
  const inputs = columns.filter(
    ({ role, score, verdict: found }) => (role === 'feature' || role === 'other') && (score !== null || found !== 'none'),
  );
  const drifting = inputs.filter(({ verdict: found }) => found === 'drift').length;
  const share = `${String(drifting)} of ${String(inputs.length)} columns drift (${percent(dataset.share)})`;
  return [
    `${verdict.action.toUpperCase()}: ${verdict.headline}${since} · ${share}`,
    ...verdict.reasons.map((text) => `  ${text}`),
  ].join('\n');
}

function alertLines({ alerts, windows }: DriftReport): string {
  if (alerts.length === 0) return '';
  const shown = alerts.slice(0, mostAlerts).map(({ severity, title, detail, from, to, active }) => {
    const until = active ? '' : ` to ${windowName(windows[to], to)}, over`;
    return [`  ${severity}`, title, `since ${windowName(windows[from], from)}${until}`, detail];
  });
  const more = alerts.length > mostAlerts ? [`  … and ${String(alerts.length - mostAlerts)} more (--json has all)`] : [];
  return ['Alerts', alignColumns(shown, 4), ...more].join('\n');
}

function columnTable({ columns, windows, damageMetric }: DriftReport): string {
  if (columns.length === 0) return '';
  // What turned round misleads the model, whether its values drift or not.
  const rankOf = ({ turned, verdict }: DriftColumn): number => (turned ? 0 : ranks[verdict]);
  const sorted = [...columns].sort((a, b) => rankOf(a) - rankOf(b) || relative(b) - relative(a));
  const judged = [...windows.keys()].filter((w) => !windows[w]?.reference);
  const shown = sorted.slice(0, mostColumns);
  const cells = shown.map((column) => [
    `  ${shorten(column.name, widestName - 2)}`,
    column.method,
    column.verdict,
    judged.length > 1 ? judged.map((w) => stripOf(column, w)).join('') : '',
    figure(column.score),
    figure(column.threshold),
    pText(column.pValue),
  ]);
  const head = ['  column', 'method', 'verdict', judged.length > 1 ? 'windows' : '', 'score', 'limit', 'p'];
  const [first = '', ...lines] = alignColumns([head, ...cells], 4).split('\n');
  const changes = shown.map(({ verdict, damage, looksLike, turned, changes: [most] }) => {
    if (turned) return `  ${most ?? ''}`;
    if (verdict === 'none') return '';
    const value = damage?.value ?? null;
    const costs =
      damageMetric && value !== null ? damageWords(damageMetric, { value, low: null, high: null }, figure) : undefined;
    const words = [looksLike ? likenessText(looksLike) : most, costs].filter((one) => one !== undefined).join(' · ');
    return words === '' ? '' : `  ${words}`;
  });
  const more = columns.length > mostColumns ? [`  … and ${String(columns.length - mostColumns)} more (--json has all)`] : [];
  return ['Columns', first, ...lines.map((line, i) => line + (changes[i] ?? '')), ...more].join('\n');
}

const togetherWords = {
  'domain-classifier': 'domain classifier, ROC AUC',
  'pca-reconstruction': 'PCA reconstruction error',
} as const;

function togetherTable({ together, windows }: DriftReport): string {
  const [first] = together ?? [];
  if (!together || !first) return '';
  const judged = [...windows.keys()].filter((w) => !windows[w]?.reference);
  const cells = together.map(({ method, overall, band, windows: parts }) => [
    `  ${togetherWords[method]}`,
    overall.verdict,
    judged.length > 1 ? judged.map((w) => (parts[w]?.value == null ? ' ' : strip[parts[w].verdict])).join('') : '',
    figure(overall.value),
    `${figure(overall.low)} – ${figure(overall.high)}`,
    band.low > 0 ? `${figure(band.low)} – ${figure(band.high)}` : `≤ ${figure(band.high)}`,
  ]);
  const head = ['  method', 'verdict', judged.length > 1 ? 'windows' : '', 'value', 'interval', 'no drift'];
  return `${first.columns < first.of ? `The first ${String(first.columns)} of ${String(first.of)}` : `All ${String(first.columns)}`} columns together\n${alignColumns([head, ...cells], 4)}`;
}

/** The metric of each row; the true figure is that of all windows but the reference. */
function estimateTable({ estimates, windows }: DriftReport): string {
  if (!estimates) return '';
  const judged = [...windows.keys()].filter((w) => !windows[w]?.reference && (windows[w]?.used ?? 0) > 0);
  const last = judged.at(-1);
  const byMetric = estimates
    .map(({ metric }) => metric)
    .filter((metric, i, all) => all.indexOf(metric) === i)
    .flatMap((metric) => estimates.filter((one) => one.metric === metric));
  const cells = byMetric.map(({ metric, method, reference, value, low, high, windows: estimated, realized }) => [
    `  ${metric}`,
    estimateNames[method],
    figure(reference.value),
    figure(value),
    `${figure(low)} – ${figure(high)}`,
    figure(last === undefined ? null : estimated[last]?.value),
    figure(last === undefined ? null : realized[last]?.value),
  ]);
  const head = ['  metric', 'method', 'reference', 'estimate', 'interval', 'last window', 'true there'];
  const replayed = estimates.find((one) => one.replayed)?.replayed;
  const says = replayed && last !== undefined ? `\n  stress replay, last window: ${replayed[last] ?? ''}` : '';
  return `Estimated without labels (as uncertain as the methods lie apart)\n${alignColumns([head, ...cells], 2)}${says}`;
}

const mostSegments = 14;

/** Each segment against itself in the reference. */
function segmentTable({ segments: told, windows }: DriftReport): string {
  if (!told) return '';
  const judged = [...windows.keys()].filter((w) => !windows[w]?.reference);
  const cells = told.segments.slice(0, mostSegments).map((segment) => {
    const last = judged.findLast((w) => (segment.cells[w]?.labelled ?? 0) > 0);
    const interval = last === undefined ? null : segment.cells[last]?.value;
    return [
      `  ${shorten(segment.name, widestName - 2)}`,
      judged
        .map((w) => (segment.cells[w]?.value.value == null ? ' ' : isWorseCell(told, segment, w) ? strip.drift : strip.none))
        .join(''),
      count(segment.rows),
      figure(segment.reference?.value),
      last === undefined ? '–' : windowName(windows[last], last),
      figure(interval?.value),
      `${figure(interval?.low)} – ${figure(interval?.high)}`,
    ];
  });
  const more = told.segments.length - mostSegments;
  const head = ['  segment', 'windows', 'rows', 'reference', 'last with labels', 'there', 'interval'];
  const against = told.segments.some(({ reference }) => reference !== null) ? 'in the reference' : 'all rows of the window';
  return [
    `${told.metric} by ${told.column ?? ''}${told.cut === null ? '' : `, cut ${told.cut}`} (${strip.drift} worse than ${against}, its whole interval)`,
    alignColumns([head, ...cells], 2),
    ...(more > 0 ? [`  … and ${String(more)} more (--json has all)`] : []),
  ].join('\n');
}

function detectorTable({ detectors, windows }: DriftReport): string {
  if (!detectors) return '';
  const cells = detectors.map(({ title, count: found, alarms, falseAlarms, falseAlarmsAMonth, detection, tuned }) => [
    `  ${title}`,
    alarms.length === 0
      ? ''
      : alarms
          .slice(0, 4)
          .map(({ time, row }) => (time === null ? `row ${String(row)}` : day(time)))
          .join(', '),
    String(found),
    figure(falseAlarms.value),
    falseAlarmsAMonth ? figure(falseAlarmsAMonth.value) : '',
    detection?.rows ? String(Math.round(detection.rows.median)) : '',
    tuned ? `${tuned.parameter} ${figure(tuned.value)}${tuned.reached ? '' : ', and still more often'}` : '',
  ]);
  const rows = windows.reduce((sum, { reference, rows: all }) => sum + (reference ? 0 : all), 0);
  const isTuned = detectors.some(({ tuned }) => tuned !== undefined);
  const head = [
    '  detector',
    'first alarms',
    'alarms',
    'false in 1,000 rows',
    'in a month',
    'rows to find a change',
    isTuned ? 'set to' : '',
  ];
  const change = detectors[0]?.detection?.change;
  const what = change === undefined ? '' : `\n  the change: ${change} (median of the rows until it is found, simulated)`;
  return `Change detectors on the errors, over ${count(rows)} rows\n${alignColumns([head, ...cells], 2)}${what}`;
}

function pText(pValue: number | null): string {
  if (pValue === null) return '–';
  return pValue < 0.001 ? '<0.001' : pValue.toFixed(3);
}

/** How far beyond its limit. */
function relative({ score, threshold }: DriftColumn): number {
  return score === null ? -1 : score / (threshold !== null && threshold > 0 ? threshold : 1);
}

function stripOf(column: DriftColumn, window: number): string {
  const cell = column.windows[window];
  return !cell || (cell.score === null && cell.verdict === 'none') ? ' ' : strip[cell.verdict];
}

function notes({ leftOut, warnings }: DriftReport): string {
  const lines = warningLines(warnings, { hints: false });
  const left = leftOut.filter(({ reason }) => reason !== 'not asked for');
  if (left.length > 0) lines.push(`not compared: ${left.map(({ column, reason }) => `${column} (${reason})`).join(', ')}`);
  return lines.join('\n');
}

function day(time: string | null): string {
  return time === null ? '?' : time.slice(0, 10);
}

/** Its first day, or its number. */
export function windowName(window: DriftWindow | undefined, index: number): string {
  return window?.start ? day(window.start) : `window ${String(index + 1)}`;
}
