// The last look for silent failures, kept with the project.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LintReport } from '../../api/schemas/lint.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';

export function lintReportPath(projectDir: string): string {
  return join(projectDir, '.drydock/lint.json');
}

/** Null where none was made, or by another version: it can be made again. */
export async function readLintReport(projectDir: string): Promise<LintReport | null> {
  try {
    return LintReport.parse(JSON.parse(await readFile(lintReportPath(projectDir), 'utf8')));
  } catch {
    return null;
  }
}

/** Tells whether a report was made with this very preparation. */
export function lintPlanKey(plan: PreparationPlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}
