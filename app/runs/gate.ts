// `--gate FILE`: does the run keep what was demanded of it?
import { count } from '../base/counts.ts';
import { z } from 'zod';
import type { Interval, NamedSlice } from '../api/schemas/common.ts';
import { Gate, MetricName, type GateResult, type RunReport, type TimelineWindow } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { findSlice } from './sliceFigures.ts';
import { windowLabel } from './windowLabel.ts';

const metricNames = `Metrics: ${MetricName.options.join(', ')}`;

/**
 * A gate as it stands in a file. A name that is no metric is refused whatever it is (a record of zod's leaves out `__proto__`),
 * and so is a gate without a rule: before the run, not after it.
 */
export const GateFile = z
  .unknown()
  .superRefine((value, context) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const names = Object.keys(value);
    for (const name of names.filter((one) => !MetricName.safeParse(one).success)) {
      context.addIssue({ code: 'custom', message: `there is no metric of this name. ${metricNames}`, path: [name] });
    }
    if (names.length === 0) context.addIssue({ code: 'custom', message: `it has no rule. ${metricNames}` });
  })
  .pipe(Gate);

/** Whether a rule is about windows of time. */
export function asksForWindows(gate: z.output<typeof Gate>): boolean {
  return Object.values(gate).some((rule) => rule.on === 'every window' || rule.on === 'last window');
}

type Rule = NonNullable<Gate[MetricName]>;
type Check = GateResult['checks'][number];
type Judged = Pick<RunReport, 'metrics' | 'labelled' | 'timeline' | 'slices'>;

/**
 * One check a metric. A figure that is undefined, or a window that is not there, does not pass: nothing was shown.
 * @throws INVALID_INPUT for a gate without a rule, or a rule without a limit: it would pass everything.
 */
export function evaluateGate(gate: z.output<typeof Gate>, report: Judged): GateResult {
  refuseEmpty(gate);
  const checks = MetricName.options.flatMap((metric) => {
    const rule = gate[metric];
    return rule ? [checkRule(metric, rule, report)] : [];
  });
  return { ok: checks.every((check) => check.ok), checks };
}

function checkRule(metric: MetricName, rule: Rule, report: Judged): Check {
  const base = { metric, on: rule.on, limit: describeLimit(rule) };
  if (rule.on === 'all rows') return { ...base, ...checkRows(metric, rule, report) };
  if (rule.on !== 'every window' && rule.on !== 'last window') {
    const slice = findSlice(report.slices, rule.on.slice('slice '.length));
    if (slice && slice.problem === undefined) return { ...base, ...checkRows(metric, rule, slice) };
    return { ...base, ok: false, value: null, detail: slice?.problem ?? 'the run has no slice of this name' };
  }
  const judged = report.timeline.windows.filter((window) => window.labelled >= rule.minRows);
  const windows = rule.on === 'last window' ? judged.slice(-1) : judged;
  if (windows.length === 0) {
    return { ...base, ok: false, value: null, detail: `no window has ${count(rule.minRows)} or more labelled rows` };
  }
  const results = windows.map((window) => ({ window, value: bound(window.metrics[metric], rule) }));
  const failed = results.filter(({ value }) => !holds(value, rule));
  const worst = [...results].sort((a, b) => slack(a.value, rule) - slack(b.value, rule))[0];
  const at = (window: TimelineWindow): string => windowLabel(window, report.timeline.unit);
  const detail =
    failed.length > 0
      ? `${count(failed.length)} of ${count(windows.length)} windows fail: ${failed
          .slice(0, 5)
          .map(({ window, value }) => `${at(window)} (${value === null ? 'undefined' : number(value)})`)
          .join(', ')}${failed.length > 5 ? ', …' : ''}`
      : `${count(windows.length)} ${windows.length === 1 ? 'window holds' : 'windows hold'}${worst ? `, the closest is ${at(worst.window)}` : ''}`;
  return { ...base, ok: failed.length === 0, value: worst?.value ?? null, detail };
}

function checkRows(
  metric: MetricName,
  rule: Rule,
  { metrics, labelled }: Pick<RunReport, 'metrics' | 'labelled'>,
): Pick<Check, 'ok' | 'value' | 'detail'> {
  const value = bound(metrics[metric], rule);
  const isEnough = labelled >= rule.minRows;
  const detail = isEnough
    ? describeValue(metric, value, rule)
    : `only ${count(labelled)} labelled rows, ${count(rule.minRows)} asked for`;
  return { ok: isEnough && holds(value, rule), value, detail };
}

function bound(interval: Interval | undefined, rule: Rule): number | null {
  return interval?.[rule.bound] ?? null;
}

function holds(value: number | null, rule: Rule): boolean {
  return value !== null && value >= (rule.min ?? -Infinity) && value <= (rule.max ?? Infinity);
}

/** How far inside the limits; undefined is worst of all. */
function slack(value: number | null, rule: Rule): number {
  if (value === null) return -Infinity;
  return Math.min(value - (rule.min ?? -Infinity), (rule.max ?? Infinity) - value);
}

function describeLimit(rule: Rule): string {
  const parts = [
    ...(rule.min === undefined ? [] : [`at least ${String(rule.min)}`]),
    ...(rule.max === undefined ? [] : [`at most ${String(rule.max)}`]),
  ];
  return `${parts.join(' and ')}${rule.bound === 'value' ? '' : ` (${rule.bound} end of the interval)`}`;
}

function describeValue(metric: MetricName, value: number | null, rule: Rule): string {
  return value === null
    ? `${metric} is undefined on these rows`
    : `${metric}${rule.bound === 'value' ? '' : ` ${rule.bound}`} = ${number(value)}`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/**
 * Before the run: a gate on a slice that there is not would only fail at its end.
 * @throws INVALID_INPUT
 */
export function refuseUnknownSlices(gate: z.output<typeof Gate>, slices: readonly NamedSlice[]): void {
  for (const { on } of Object.values(gate)) {
    if (!on.startsWith('slice ') || findSlice(slices, on.slice('slice '.length))) continue;
    throw new AppError('INVALID_INPUT', `The gate is on “${on}”, but the project has no slice of this name.`, {
      hint:
        slices.length > 0
          ? `Its slices are: ${slices.map(({ name }) => name).join(', ')}.`
          : 'Slices are named in the window, and kept in drydock.json: give that project with --project.',
    });
  }
}

function refuseEmpty(gate: z.output<typeof Gate>): void {
  const rules = Object.entries(gate);
  const unlimited = rules.find(([, rule]) => rule.min === undefined && rule.max === undefined);
  if (rules.length > 0 && !unlimited) return;
  const what = unlimited ? `the rule for ${unlimited[0]} has neither min nor max` : 'it has no rule';
  throw new AppError('INVALID_INPUT', `The gate demands nothing: ${what}.`, {
    hint: `Write it like {"accuracy": {"min": 0.85, "on": "every window"}}. ${metricNames}.`,
  });
}
