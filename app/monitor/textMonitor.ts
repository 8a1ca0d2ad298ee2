// A log for the terminal: what came, what could not be used, how late labels are; then the figures as of any run.
import { join } from 'node:path';
import { count, counted } from '../base/counts.ts';
import type { MonitorResult, ServerFigures } from '../api/schemas/monitor.ts';
import { furthestFirst, tooFewText } from '../api/serverWords.ts';
import type { RunReport } from '../api/schemas/runs.ts';
import { figure, textReport } from '../runs/textReport.ts';

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

function mix(parts: readonly { label: string; count: number }[]): string {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  return parts
    .slice(0, 20)
    .map((part) => `${part.label} ${count(part.count)} (${((100 * part.count) / Math.max(1, total)).toFixed(1)} %)`)
    .join(', ');
}

function logLines(result: MonitorResult, report: RunReport): string[] {
  const { summary, added, refused } = result;
  const { delay, latencyMs, unmatched, repeatedIds } = summary;
  return [
    `Log: ${counted(summary.rows, 'row')} in ${counted(result.files, 'file')}, ${summary.first ?? ''} to ${summary.last ?? ''}; ${count(added.predictions)} new`,
    ...(report.predictedCounts && report.predictedCounts.length > 0 ? [`Predicted: ${mix(report.predictedCounts)}`] : []),
    ...(summary.withoutPrediction > 0 ? [`Without a prediction: ${counted(summary.withoutPrediction, 'row')}`] : []),
    `Labels: ${counted(summary.labelled, 'row')}` +
      (delay ? `; by feedback after ${duration(delay.median)} (median), 90 % within ${duration(delay.p90)}` : ''),
    ...strangeLabels(result),
    ...(unmatched.feedback + unmatched.tables > 0
      ? [
          `Labels of ids that the log does not have: ${count(unmatched.feedback)} by feedback, ${count(unmatched.tables)} in tables`,
        ]
      : []),
    ...(repeatedIds > 0
      ? [
          `Repeated: ${counted(repeatedIds, 'id')} ${repeatedIds === 1 ? 'has' : 'have'} ${counted(summary.repeatedRows, 'row')}; a label goes to each of them`,
        ]
      : []),
    ...(latencyMs
      ? [
          `Answered in ${latencyMs.median.toFixed(1)} ms (median), ${latencyMs.p95.toFixed(1)} ms (95 %), ${latencyMs.p99.toFixed(1)} ms (99 %)`,
        ]
      : []),
    ...(refused > 0
      ? [`Refused: ${counted(refused, 'line')}, kept with the reason in ${join(result.project, 'refused.jsonl')}`]
      : []),
    ...result.shown.map(({ file, line, reason, count: lines }) =>
      lines === 1 ? `  ${file}:${line}: ${reason}` : `  ${counted(lines, 'line')}: ${reason} (the first: ${file}:${line})`,
    ),
    ...result.unfinished.map(
      (file) =>
        `Not ended: the last line of ${file}; it counts once it has an end, which it never gets where the server was killed`,
    ),
  ];
}

/** Labels that no answer of the model can be equal to: told, since they may as well be a misspelling as a class of the world. */
function strangeLabels({ summary, unknownLabels }: MonitorResult): string[] {
  const rows = unknownLabels.reduce((sum, one) => sum + one.count, 0);
  return [
    ...(rows > 0
      ? [`Labels that the model does not know, each counted as wrong: ${counted(rows, 'row')}: ${mix(unknownLabels)}`]
      : []),
    ...(summary.notNumbers > 0 ? [`Labels that are no numbers, left out: ${counted(summary.notNumbers, 'row')}`] : []),
  ];
}

export function textMonitor(result: MonitorResult, report: RunReport, options: { unicode: boolean }): string {
  return `${logLines(result, report).join('\n')}\n\n${textReport(report, options)}`;
}

export function textLive(url: string, figures: ServerFigures): string {
  const { latencyMs, log } = figures;
  const bound = (value: ServerFigures['latencyMs']['p50']): string =>
    value === null ? '–' : typeof value === 'string' ? value : `≤ ${value} ms`;
  return [
    `${figures.model} at ${url}, since its start`,
    `Requests: ${count(figures.requests)}; rows: ${count(figures.rows)}, ${count(figures.rejectedRows)} of these without a prediction`,
    ...(figures.errors.length > 0
      ? [`Errors: ${figures.errors.map((one) => `${one.code} ${count(one.count)}`).join(', ')}`]
      : []),
    `Latency: median ${bound(latencyMs.p50)}, 95 % ${bound(latencyMs.p95)}, 99 % ${bound(latencyMs.p99)}`,
    ...(figures.predictions.length > 0 ? [`Predicted (named rows): ${mix(figures.predictions)}`] : []),
    ...watchLines(figures),
    log ? `Log: ${counted(log.rows, 'row')} written, ${count(log.dropped)} lost` : 'Log: off',
    'An address gives live figures only: for accuracy over time, rows and drift name the folder of the log.',
  ].join('\n');
}

const mostMoved = 8;

/** Columns beyond what validated rows reached, the furthest first. */
function watchLines({ watch }: ServerFigures): string[] {
  if (!watch) return [];
  const { rows, columns, accuracy, estimatedAccuracy, validatedAccuracy, meanAbsoluteError, labels } = watch;
  const validated = validatedAccuracy === null ? '' : `, validated ${figure(validatedAccuracy)}`;
  const range = ({ low, high }: typeof accuracy): string => `(${figure(low)} – ${figure(high)})`;
  const told = [
    accuracy.value === null
      ? ''
      : `Accuracy by the last of ${counted(labels, 'label')}: ${figure(accuracy.value)} ${range(accuracy)}${validated}`,
    meanAbsoluteError === null
      ? ''
      : `Mean absolute error by the last of ${counted(labels, 'label')}: ${figure(meanAbsoluteError)}`,
    estimatedAccuracy.value === null
      ? ''
      : `Accuracy to be expected by the scores: ${figure(estimatedAccuracy.value)} ${range(estimatedAccuracy)}${validated}`,
  ];
  const tooFew = tooFewText(watch);
  if (tooFew !== null) return [...told, `Columns: ${tooFew}`].filter(Boolean);
  const moved = furthestFirst(columns)
    .filter((column) => column.isBeyond)
    .map(
      ({ name, psi, missing, unseen }) =>
        `  ${name}: PSI ${figure(psi.value)} (limit ${figure(psi.limit)}), missing ${figure(missing.value)} (limit ${figure(missing.limit)})${unseen ? `, ${count(unseen)} unseen categories` : ''}`,
    );
  return [
    ...told,
    `The last ${count(rows)} rows: ${moved.length === 0 ? 'every column is as validated' : `${String(moved.length)} of ${String(columns.length)} columns beyond what validated rows reached`}`,
    ...moved.slice(0, mostMoved),
    ...(moved.length > mostMoved ? [`  … and ${String(moved.length - mostMoved)} more (--json has all)`] : []),
  ].filter(Boolean);
}
