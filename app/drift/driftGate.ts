// `drift --gate FILE`: what a pipeline may not exceed.
import { z } from 'zod';
import { DriftAction, type DriftReport } from '../api/schemas/drift.ts';
import { namedValues } from '../api/schemas/namedValues.ts';
import { AppError } from '../base/errors.ts';

/** For instance {"drift": {"share": {"max": 0.3}, "columns": {"speed": {"max": 0.2}}, "alarms": {"max": 0}, "action": ["wait", "look"]}} */
export const DriftGateFile = z.strictObject({
  drift: z
    .strictObject({
      /** Share of the columns that drift. */
      share: z.strictObject({ max: z.number().min(0).max(1) }).optional(),
      /** Score of single columns, over all windows but the reference. */
      columns: namedValues(z.strictObject({ max: z.number() })).optional(),
      /** Alerts of severity "alarm" that still hold. */
      alarms: z.strictObject({ max: z.number().int().min(0) }).optional(),
      /** Actions that let it pass. */
      action: z.array(DriftAction).min(1).optional(),
    })
    .refine((gate) => Object.keys(gate).length > 0, 'it asks for nothing'),
});
export type DriftGateFile = z.infer<typeof DriftGateFile>;

export interface DriftGateResult {
  ok: boolean;
  checks: { what: string; ok: boolean; detail: string }[];
}

/** @throws INVALID_INPUT for a column that was not compared: a gate that is not looked at must not pass */
export function evaluateDriftGate({ drift }: DriftGateFile, report: DriftReport): DriftGateResult {
  const checks: DriftGateResult['checks'] = [];
  const { share, columns, alarms, action } = drift;
  if (share) {
    const { share: found } = report.dataset;
    checks.push({ what: `share of columns that drift ≤ ${String(share.max)}`, ok: found <= share.max, detail: found.toFixed(3) });
  }
  for (const [name, { max }] of Object.entries(columns ?? {})) {
    const column = report.columns.find((one) => one.name === name);
    if (!column || column.score === null) {
      throw new AppError('INVALID_INPUT', `The gate names the column "${name}", which was not compared.`, {
        hint: `Those compared: ${report.columns
          .filter(({ score }) => score !== null)
          .map((one) => one.name)
          .join(', ')}.`,
        where: { column: name },
      });
    }
    checks.push({ what: `${name}: ${column.method} ≤ ${String(max)}`, ok: column.score <= max, detail: column.score.toFixed(4) });
  }
  if (alarms) {
    const found = report.alerts.filter(({ severity, active }) => severity === 'alarm' && active);
    checks.push({
      what: `alarms ≤ ${String(alarms.max)}`,
      ok: found.length <= alarms.max,
      detail: found.length === 0 ? 'none' : found.map(({ title }) => title).join(', '),
    });
  }
  if (action) {
    const { action: found, headline } = report.verdict;
    checks.push({ what: `action is ${action.join(' or ')}`, ok: action.includes(found), detail: `${found}: ${headline}` });
  }
  return { ok: checks.every(({ ok }) => ok), checks };
}
