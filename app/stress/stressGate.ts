// `drydock stress --gate FILE`: does the model stand what was demanded of it?
import { z } from 'zod';
import type { Interval } from '../api/schemas/common.ts';
import { MetricName } from '../api/schemas/runs.ts';
import type { StressGateResult } from '../api/schemas/stress.ts';
import { type StressReport } from '../api/schemas/stress.ts';
import { figure } from '../runs/textReport.ts';
import { corruptionCards } from './catalogue.ts';

const Limit = z
  .strictObject({
    min: z.number().optional(),
    max: z.number().optional(),
    bound: z.enum(['value', 'low', 'high']).default('value'),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'it has neither min nor max');
type Limit = z.output<typeof Limit>;

const figures = [...MetricName.options, 'agreement', 'flipRate'] as const;
type FigureName = (typeof figures)[number];

const Rule = z
  .strictObject({
    /** Severity. */
    at: z.number().int().min(1).max(5),
    ...(Object.fromEntries(figures.map((name) => [name, Limit.optional()])) as Record<FigureName, z.ZodOptional<typeof Limit>>),
  })
  .refine((rule) => figures.some((name) => rule[name] !== undefined), `it limits no figure. Figures: ${figures.join(', ')}`);

/** {"stress": {"missing": {"at": 3, "accuracy": {"min": 0.8}}}, "grade": {"min": 70}}. A corruption may have several rules, in a list. */
export const StressGateFile = z
  .strictObject({
    stress: z
      .unknown()
      .superRefine((value, context) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
        const known = corruptionCards().map(({ id }) => id);
        for (const name of Object.keys(value).filter((one) => !known.includes(one))) {
          const message = `there is no corruption of this name. Corruptions: ${known.join(', ')}`;
          context.addIssue({ code: 'custom', message, path: [name] });
        }
      })
      .pipe(z.record(z.string(), z.union([Rule, z.array(Rule).min(1)])))
      .optional(),
    grade: z.strictObject({ min: z.number().min(0).max(100) }).optional(),
  })
  .refine(({ stress, grade }) => grade !== undefined || Object.keys(stress ?? {}).length > 0, 'it has no rule');
export type StressGateFile = z.output<typeof StressGateFile>;

type Check = StressGateResult['checks'][number];

/** One check a figure. What is undefined, or was not reached (cancelled, out of budget, does not fit), does not pass: nothing was shown. */
export function evaluateStressGate(gate: StressGateFile, report: StressReport): StressGateResult {
  const checks = Object.entries(gate.stress ?? {}).flatMap(([corruption, rules]) =>
    (Array.isArray(rules) ? rules : [rules]).flatMap((rule) =>
      figures.flatMap((name) => {
        const limit = rule[name];
        return limit ? [checkFigure(report, { corruption, at: rule.at, name, limit })] : [];
      }),
    ),
  );
  if (gate.grade) {
    const value = report.grade?.score ?? null;
    checks.push({
      corruption: null,
      at: null,
      figure: 'grade',
      ok: value !== null && value >= gate.grade.min,
      value,
      limit: `at least ${String(gate.grade.min)}`,
      detail: value === null ? 'there is no grade' : `grade = ${figure(value)} (${report.grade?.letter ?? ''})`,
    });
  }
  return { ok: checks.every(({ ok }) => ok), checks };
}

function checkFigure(
  report: StressReport,
  { corruption, at, name, limit }: { corruption: string; at: number; name: FigureName; limit: Limit },
): Check {
  const severity = report.corruptions.find((one) => one.name === corruption)?.severities.find((one) => one.severity === at);
  const interval = severity && intervalOf(severity, name);
  const value = interval?.[limit.bound] ?? null;
  const ok = value !== null && value >= (limit.min ?? -Infinity) && value <= (limit.max ?? Infinity);
  const why = !severity
    ? 'it does not fit these rows, or was not reached'
    : (severity.refused ?? 'it is not defined on these rows');
  return {
    corruption,
    at,
    figure: name,
    ok,
    value,
    limit: describe(limit),
    detail: value === null ? `no value: ${why}` : `${name} = ${figure(value)} with ${severity?.meaning ?? ''}`,
  };
}

function intervalOf(severity: StressReport['corruptions'][number]['severities'][number], name: FigureName): Interval | undefined {
  if (name === 'flipRate') return severity.flipRate;
  if (name !== 'agreement') return severity.metrics[name];
  const { value, low, high } = severity.flipRate;
  const rest = (x: number | null): number | null => (x === null ? null : 1 - x);
  return { value: rest(value), low: rest(high), high: rest(low) };
}

function describe({ min, max, bound }: Limit): string {
  const parts = [
    ...(min === undefined ? [] : [`at least ${String(min)}`]),
    ...(max === undefined ? [] : [`at most ${String(max)}`]),
  ];
  return `${parts.join(' and ')}${bound === 'value' ? '' : ` (${bound} end of the interval)`}`;
}
