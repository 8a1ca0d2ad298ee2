// `profile --checks --gate FILE`: what a pipeline may not exceed.
import { counted } from '../base/counts.ts';
import { z } from 'zod';
import { Severity, type QualityReport } from '../api/schemas/quality.ts';
import { qualityChecks } from './checks/registry.ts';

const Most = z.strictObject({ max: z.number().int().min(0) });

/** Findings of this severity and worse ones: at most so many. */
const Limits = z
  .strictObject({ fail: Most, warn: Most, info: Most })
  .partial()
  .refine((limits) => Object.keys(limits).length > 0, 'it limits nothing: give fail, warn or info');

/** {"quality": {"all": {"fail": {"max": 0}}, "leakage": {"warn": {"max": 0}}}}: over all checks, and by id of one. */
export const QualityGateFile = z.strictObject({
  quality: z
    .unknown()
    .superRefine((value, context) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      const known = ['all', ...qualityChecks.map(({ id }) => id)];
      for (const name of Object.keys(value).filter((one) => !known.includes(one))) {
        context.addIssue({
          code: 'custom',
          message: `there is no check of this name. Checks: ${known.join(', ')}`,
          path: [name],
        });
      }
    })
    .pipe(z.record(z.string(), Limits))
    .refine((rules) => Object.keys(rules).length > 0, 'it has no rule'),
});
export type QualityGateFile = z.output<typeof QualityGateFile>;

export interface QualityGateResult {
  ok: boolean;
  checks: { what: string; ok: boolean; detail: string }[];
}

const severities = Severity.options;
const names = { fail: 'failures', warn: 'warnings or worse', info: 'notes or worse' };

/** What was not made (left out, switched off, not reached in time) does not pass: nothing was shown. */
export function evaluateQualityGate({ quality }: QualityGateFile, report: QualityReport): QualityGateResult {
  const checks = Object.entries(quality).flatMap(([id, limits]) =>
    severities.flatMap((severity) => {
      const limit = limits[severity];
      if (!limit) return [];
      const why = id === 'all' ? whyNotAll(report) : whyNotMade(report, id);
      const found = report.checks
        .filter((one) => id === 'all' || one.id === id)
        .reduce((sum, one) => sum + most(report, one, severity), 0);
      return [
        {
          what: `${id}: ${names[severity]} ≤ ${String(limit.max)}`,
          ok: why === null && found <= limit.max,
          detail: why ?? (found === 0 ? 'none' : counted(found, 'finding')),
        },
      ];
    }),
  );
  return { ok: checks.every(({ ok }) => ok), checks };
}

/** Findings of a check that are as bad or may be: those that are not listed are no worse than the last one that is. */
function most({ findings }: QualityReport, { id, more }: QualityReport['checks'][number], severity: Severity): number {
  const isSo = (one: Severity): boolean => severities.indexOf(one) <= severities.indexOf(severity);
  const listed = findings.filter(({ check }) => check === id);
  const last = listed.at(-1);
  return listed.filter((finding) => isSo(finding.severity)).length + (last && isSo(last.severity) ? more : 0);
}

function whyNotAll({ complete }: QualityReport): string | null {
  return complete ? null : 'not every check was reached in the time given';
}

function whyNotMade({ checks }: QualityReport, id: string): string | null {
  const check = checks.find((one) => one.id === id);
  if (!check) return 'the check is switched off';
  return check.outcome === 'skipped' ? `left out: ${check.reason ?? ''}` : null;
}
