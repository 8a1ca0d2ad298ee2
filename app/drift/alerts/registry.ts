import type { DriftAlert } from '../../api/schemas/drift.ts';
import { changedSchema, missingCells, otherUnit, unseenCategories } from './dataFaults.ts';
import { inputDrift, manyDrift, predictionDrift, scoreDrift, targetDrift, togetherDrift } from './driftFound.ts';
import { estimateDrop, metricDrop } from './performance.ts';
import type { AlertRule, Findings } from './rule.ts';

/** The gravest first. */
export const alertRules: readonly AlertRule[] = [
  metricDrop,
  changedSchema,
  missingCells,
  otherUnit,
  estimateDrop,
  unseenCategories,
  manyDrift,
  inputDrift,
  togetherDrift,
  predictionDrift,
  scoreDrift,
  targetDrift,
];

const severities = ['alarm', 'warning', 'info'] as const;

/** All alerts: those that still hold first, then the gravest, then the oldest. */
export function findAlerts(findings: Findings): DriftAlert[] {
  const found = alertRules.flatMap((rule) => rule.find(findings));
  const rank = ({ active, severity }: DriftAlert): number => (active ? 0 : severities.length) + severities.indexOf(severity);
  return found.sort((a, b) => rank(a) - rank(b) || a.from - b.from);
}
