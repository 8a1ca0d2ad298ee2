import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { QualityReport, QualitySettings } from '../api/schemas/quality.ts';
import type { CheckContext } from './check.ts';
import { qualityChecks } from './checks/registry.ts';
import { whyNot } from './checkNeeds.ts';
import { columnRoles } from './columnRoles.ts';
import { checkInfo, gradeMeasures } from './gradeMeasures.ts';
import { isIgnored } from './isIgnored.ts';
import { storedCheck } from './storedCheck.ts';

/** What the profile alone tells, graded: no row is read for it. */
export function quickReport(card: DatasetCard, settings: QualitySettings, mapping: Mapping | null): QualityReport {
  const roles = columnRoles(card, settings, mapping);
  const checks = qualityChecks.flatMap((check) => {
    if (!('quick' in check)) return [];
    const info = checkInfo(check, settings);
    if (!info.on) return [];
    const context: CheckContext = {
      card,
      columns: card.columns.filter(({ name }) => !isIgnored(settings, name, check.id)),
      roles,
      settings,
      parameter: (name) => info.thresholds.find((threshold) => threshold.name === name)?.value ?? null,
    };
    const skipped = whyNot(check, { roles, reference: null, run: null });
    return [storedCheck(check, skipped === null ? check.quick(context) : { skipped })];
  });
  const stored = {
    version: 1 as const,
    key: '',
    rowsFile: '',
    createdAt: new Date().toISOString(),
    data: { name: card.name, paths: card.paths, sha256: card.sha256, rows: card.rows, rejected: card.rejected },
    roles: { target: roles.target?.name ?? null, time: roles.time?.name ?? null, keys: roles.keys },
    reference: null,
    seed: settings.seed,
    expectations: [],
    complete: false,
    elapsedMs: 0,
    checks,
  };
  return gradeMeasures(stored, qualityChecks, settings);
}
