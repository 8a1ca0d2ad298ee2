import type { LogSummary, MonitorResult } from '../../../app/api/schemas/monitor';
import { count, counted } from './numbers';
import { day, duration } from './times';

/** "20 new answers, 5 new labels, 1 line refused" */
export function newsText({ added }: MonitorResult): string {
  const parts = [
    added.predictions > 0 ? counted(added.predictions, 'new answer') : '',
    added.labels > 0 ? counted(added.labels, 'new label') : '',
    added.refused > 0 ? `${counted(added.refused, 'line')} refused` : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'nothing new';
}

/** Of labels by feedback alone: only these say when. */
export function delayText({ delay }: LogSummary): string | null {
  if (!delay) return null;
  return `${delayOf(delay.median)} (median), 90 % within ${delayOf(delay.p90)}, the longest ${delayOf(delay.longest)}`;
}

function delayOf(seconds: number): string {
  return seconds < 172_800 ? duration(seconds) : counted(Math.round(seconds / 86_400), 'day');
}

export function latencyText({ latencyMs }: LogSummary): string | null {
  if (!latencyMs) return null;
  const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : count(value)} ms`;
  return `${ms(latencyMs.median)} (p50), ${ms(latencyMs.p95)} (p95), ${ms(latencyMs.p99)} (p99)`;
}

export function spanText({ first, last }: LogSummary): string | null {
  if (first === null || last === null) return null;
  return day(first) === day(last) ? day(first) : `${day(first)} to ${day(last)}`;
}

const mostNamed = 5;

/** Labels that are no class of the model; null where there are none. */
export function unknownText(labels: MonitorResult['unknownLabels']): string | null {
  if (labels.length === 0) return null;
  const rows = labels.reduce((sum, one) => sum + one.count, 0);
  const named = labels.slice(0, mostNamed).map((one) => `“${one.label}” (${count(one.count)})`);
  const more = labels.length > named.length ? ` and ${count(labels.length - named.length)} more` : '';
  return `${counted(rows, 'row')}, counted as wrong: ${named.join(', ')}${more}`;
}

/** Null = every file ends with a whole line. */
export function unfinishedText(files: readonly string[]): string | null {
  return files.length === 0 ? null : `the last line of ${counted(files.length, 'file')}; it counts once it has an end`;
}

export function unmatchedText({ unmatched: { feedback, tables } }: LogSummary): string {
  if (feedback + tables === 0) return 'none';
  const parts = [feedback > 0 ? `${count(feedback)} by feedback` : '', tables > 0 ? `${count(tables)} in tables` : ''];
  return parts.filter(Boolean).join(', ');
}
