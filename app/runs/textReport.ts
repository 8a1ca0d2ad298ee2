// A run for the terminal: headline figures with intervals, the confusion table, and accuracy over time as a text chart.
import { count, inPowersOfTen } from '../base/counts.ts';
import { calibrationText, decisionText } from '../api/decision.ts';
import type { Interval } from '../api/schemas/common.ts';
import { MetricName, type Confusion, type Metrics, type RunReport, type SliceFigures } from '../api/schemas/runs.ts';
import { warningLines } from '../api/warnings.ts';
import { timelineChart } from './timelineChart.ts';

export interface TextReportOptions {
  /** False = plain ASCII, for terminals that know no box drawing. */
  unicode?: boolean;
  /** Columns of the terminal. */
  width?: number;
  /** Drawn over time; accuracy or mean absolute error when left out. */
  metric?: MetricName;
}

/** The whole text, without a newline at the end. */
export function textReport(report: RunReport, options: TextReportOptions = {}): string {
  const { unicode = true, width = 100 } = options;
  const metric = options.metric ?? (report.task === 'regression' ? 'mae' : 'accuracy');
  const parts = [
    heading(report),
    ...(report.labelled > 0 ? judged(report, { metric, unicode, width }) : [unjudged(report)]),
    ...(report.warnings.length > 0 ? [warningList(report)] : []),
  ];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return unicode ? text : toAscii(text);
}

function judged(report: RunReport, chart: Parameters<typeof timelineChart>[1]): string[] {
  return [
    metricTable(report.metrics, report.baseline),
    ...(report.confusion ? [confusionTable(report.confusion)] : []),
    timelineChart(report.timeline, chart),
    sliceTable(report.slices ?? [], chart.metric),
  ];
}

/** Without labels there is nothing to be right or wrong about: what was predicted is all there is to say. */
function unjudged(report: RunReport): string {
  const predicted = (report.predictedCounts ?? []).map((one) => [one.label, count(one.count)]);
  const table = predicted.length > 0 ? `\n\n${alignColumns([['predicted', 'rows'], ...predicted], 1)}` : '';
  return `No row has a label, so accuracy cannot be measured. Name the column with the true answers as target.${table}`;
}

function heading(report: RunReport): string {
  const { rowsPerSecond, totalMs } = report.timing;
  const decided = decisionText(report);
  return [
    `${report.model.name} on ${report.data.name}`,
    `${report.task} · ${count(report.rows)} rows, ${count(report.labelled)} labelled · ran on ${report.provider}` +
      // A run that was read off a log ran nothing here.
      (totalMs > 0 ? ` · ${(totalMs / 1000).toFixed(1)} s, ${count(Math.round(rowsPerSecond))} rows/s` : ''),
    ...(decided === null ? [] : [`predicted: ${decided}, else the other class`]),
    ...hardeningLines(report),
    ...columnLines(report),
  ].join('\n');
}

/** What is mended on the way in and out, and what the gate does. */
function hardeningLines({ calibration, abstained, repairs = {} }: RunReport): string[] {
  const calibrated = calibrationText({ calibration });
  const share = ({ value, low, high }: Interval): string =>
    value === null
      ? 'unknown'
      : `${formatShare(value)}${low === null || high === null ? '' : ` (${formatShare(low)} to ${formatShare(high)})`}`;
  return [
    ...Object.entries(repairs).map(([column, texts]) => `mended: ${column}: ${texts.join('; ')}`),
    ...(calibrated === null ? [] : [`scores calibrated: ${calibrated}`]),
    ...(abstained
      ? [
          `marked as unsure: ${count(abstained.rows)} rows; the others are ${share(abstained.coverage)} of all, with an accuracy of ${share(abstained.accuracy)}`,
        ]
      : []),
  ];
}

function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

const shownLabels = 6;

/** Which columns the figures rest on, and which labels were read as another text. */
function columnLines({ columns, labels = {} }: RunReport): string[] {
  const named = Object.entries(columns ?? {}).flatMap(([role, name]) => (name === null ? [] : [`${role} ${name}`]));
  const renamed = Object.entries(labels).map(([label, name]) => `"${label}" as "${name}"`);
  const more = renamed.length > shownLabels ? `, … (${renamed.length - shownLabels} more)` : '';
  return [
    ...(columns ? [`columns: ${named.length > 0 ? named.join(' · ') : 'none but the features'}`] : []),
    ...(renamed.length > 0 ? [`labels: ${renamed.slice(0, shownLabels).join(', ')}${more}`] : []),
  ];
}

function metricTable(metrics: Metrics, baseline: RunReport['baseline']): string {
  const names = MetricName.options.filter((name) => metrics[name] !== undefined);
  const rows = names.map((name) => [
    name,
    figure(metrics[name]?.value),
    range(metrics[name]),
    figure(baseline?.metrics[name]?.value ?? null),
  ]);
  const head = ['metric', 'value', '95 % interval', baseline ? `baseline (${baseline.strategy})` : ''];
  return alignColumns([head, ...(baseline ? rows : rows.map((row) => row.slice(0, 3)))], 1);
}

const confusionLimit = 10;

function confusionTable(confusion: Confusion): string {
  const { labels, counts } = confusion;
  if (labels.length > confusionLimit) return `${count(labels.length)} classes: the confusion table is in metrics.json.`;
  const predicted = labels.slice(0, counts[0]?.length ?? labels.length);
  const head = ['actual \\ predicted', ...predicted.map((label) => shorten(label, 16))];
  return alignColumns([head, ...counts.map((row, index) => [shorten(labels[index] ?? '', 24), ...row.map(count)])], 1);
}

/** The drawn metric on every named slice. */
function sliceTable(slices: readonly SliceFigures[], metric: MetricName): string {
  if (slices.length === 0) return '';
  const rows = slices.map(({ name, rows, metrics }) => [
    shorten(name, 40),
    count(rows),
    figure(metrics[metric]?.value),
    range(metrics[metric]),
  ]);
  return alignColumns([['slice', 'rows', metric, '95 % interval'], ...rows], 1);
}

function warningList(report: RunReport): string {
  return ['Good to know', ...warningLines(report.warnings, { hints: false }).map((line) => `  ${line}`)].join('\n');
}

/** Of a cell that others stand behind: one longer name would push all of them out of the terminal. */
const widestCell = 60;

/**
 * Pads cells so that columns line up: the first `left` columns to the left, numbers to the right. Long cells are cut, those of the
 * last column excepted.
 */
export function alignColumns(given: readonly (readonly string[])[], left: number): string {
  const rows = given.map((row) => row.map((cell, column) => (column + 1 < row.length ? shorten(cell, widestCell) : cell)));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** As alignColumns, the last column to the left. */
export function alignMeaning(rows: readonly (readonly string[])[], left: number): string {
  const meanings = rows.map((row) => row.at(-1) ?? '');
  const body = alignColumns(
    rows.map((row) => row.slice(0, -1)),
    left,
  ).split('\n');
  const width = Math.max(...body.map((line) => line.length));
  return body.map((line, i) => `${line.padEnd(width)}  ${meanings[i] ?? ''}`.trimEnd()).join('\n');
}

/** Sensible digits: shares to three decimals, large values to four digits. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  const powers = inPowersOfTen(value);
  if (powers !== null) return powers;
  const size = Math.abs(value);
  if (size >= 10_000) return Math.round(value).toLocaleString('en-US');
  if (size >= 1) return Number(value.toPrecision(4)).toString();
  return size >= 0.001 ? value.toFixed(3) : value.toExponential(1);
}

function range(interval: Interval | undefined): string {
  if (interval?.low === null || interval?.low === undefined || interval.high === null) return '–';
  return `${figure(interval.low)} – ${figure(interval.high)}`;
}

/** With an ellipsis where it is longer. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

const plain: Record<string, string> = { '·': '-', '–': '-', '…': '..', '−': '-' };

function toAscii(text: string): string {
  return text.replace(/[·–…−]/g, (character) => plain[character] ?? '?');
}
