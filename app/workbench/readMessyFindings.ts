// What the project knows of a model on messy data, for the reports.
import { isDeepStrictEqual } from 'node:util';
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { StressReport } from '../api/schemas/stress.ts';
import type { MessyFindings } from '../bundle/report/messyFindings.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { listHardenRuns, readHardenRecord } from '../stress/harden/hardenStore.ts';
import { lintPlanKey, readLintReport } from '../stress/lint/lintStore.ts';
import { listStressRuns, readStressRecord } from '../stress/stressStore.ts';

interface Subject {
  model: { sha256: string };
  data: { sha256: string };
  plan: PreparationPlan;
}

/** The newest of each kind about the same model and data; stress runs and silent failures by the same preparation, too. */
export async function readMessyFindings(project: string, subject: Subject): Promise<MessyFindings> {
  const [stress, harden, lint] = await Promise.all([
    stressOf(project, subject),
    hardenOf(project, subject),
    readLintReport(project),
  ]);
  const isSame = lint && isAbout(lint, subject) && lint.planKey === lintPlanKey(subject.plan);
  return { stress, harden, lint: isSame ? lint : null };
}

function isAbout({ model, data }: Pick<Subject, 'model' | 'data'>, subject: Subject): boolean {
  return model.sha256 === subject.model.sha256 && data.sha256 === subject.data.sha256;
}

async function stressOf(project: string, subject: Subject): Promise<StressReport | null> {
  const { runs } = await listStressRuns(project);
  for (const run of runs) {
    if (run.archived || run.state === 'running' || run.state === 'failed' || !isAbout(run, subject)) continue;
    const { report, plan } = await readStressRecord(folderOfRun(project, run.id));
    if (report && isDeepStrictEqual(plan, subject.plan)) return report;
  }
  return null;
}

async function hardenOf(project: string, subject: Subject): Promise<MessyFindings['harden']> {
  const { runs } = await listHardenRuns(project);
  for (const run of runs) {
    if (run.state === 'running' || run.state === 'failed' || !isAbout(run, subject)) continue;
    const { report, plan, startedAt } = await readHardenRecord(folderOfRun(project, run.id));
    if (report) return { report, startedAt, isSamePreparation: isDeepStrictEqual(plan, subject.plan) };
  }
  return null;
}
