import type { BundleManifest } from '../api/schemas/bundles.ts';
import type { RunRecord, RunReport } from '../api/schemas/runs.ts';

/** What the run found out about rows that influence each other: who serves single rows must know. */
export function batchDependence(
  record: Pick<RunRecord, 'batch'>,
  report: Pick<RunReport, 'warnings'>,
): NonNullable<BundleManifest['model']['batchDependent']> | null {
  const found = report.warnings.find(({ code }) => code === 'batch-dependent');
  return found ? { batch: record.batch ?? null, message: found.message, hint: found.hint ?? '' } : null;
}
