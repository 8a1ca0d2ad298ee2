// `monitor --gate FILE`: figures as `validate` has them, and drift as `drift` has it, in one file.
import { z } from 'zod';
import type { DriftReport } from '../../app/api/schemas/drift.ts';
import type { GateResult, RunReport } from '../../app/api/schemas/runs.ts';
import { DriftGateFile, evaluateDriftGate, type DriftGateResult } from '../../app/drift/driftGate.ts';
import { evaluateGate, GateFile } from '../../app/runs/gate.ts';

/** For instance {"accuracy": {"min": 0.8}, "drift": {"alarms": {"max": 0}}}; one of the two will do. */
export const MonitorGateFile = z.unknown().transform((value, context): MonitorGate => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const { drift, ...figures } = (isObject ? value : {}) as Record<string, unknown>;
  const asked = drift === undefined ? null : DriftGateFile.safeParse({ drift });
  const told = isObject && asked && Object.keys(figures).length === 0 ? null : GateFile.safeParse(isObject ? figures : value);
  for (const issue of [...(told?.error?.issues ?? []), ...(asked?.error?.issues ?? [])]) {
    context.addIssue({ code: 'custom', message: issue.message, path: [...issue.path] });
  }
  return { figures: told?.data ?? null, drift: asked?.data?.drift ?? null };
});

export interface MonitorGate {
  figures: z.output<typeof GateFile> | null;
  drift: DriftGateFile['drift'] | null;
}

export interface MonitorGateResult {
  ok: boolean;
  figures: GateResult | null;
  drift: DriftGateResult | null;
}

/**
 * @param drift the comparison, or why there is none: then what was asked of it does not pass
 * @throws INVALID_INPUT for a column that was not compared
 */
export function evaluateMonitorGate(gate: MonitorGate, report: RunReport, drift: DriftReport | string): MonitorGateResult {
  const figures = gate.figures && evaluateGate(gate.figures, report);
  const ofDrift = gate.drift && driftChecks(gate.drift, drift);
  return { ok: (figures?.ok ?? true) && (ofDrift?.ok ?? true), figures, drift: ofDrift };
}

function driftChecks(drift: DriftGateFile['drift'], report: DriftReport | string): DriftGateResult {
  if (typeof report !== 'string') return evaluateDriftGate({ drift }, report);
  return { ok: false, checks: [{ what: 'drift', ok: false, detail: report }] };
}
