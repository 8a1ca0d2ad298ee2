// The readiness of a run, and what a person says about it.
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import type { ReadinessReport } from '../api/schemas/readiness.ts';
import { QualitySettings } from '../api/schemas/quality.ts';
import { AppError } from '../base/errors.ts';
import { judgeReadiness, requireTest } from '../bundle/readiness/judgeReadiness.ts';
import { setReadinessStatement } from '../runs/projectStore.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunRecord, readRunReport } from '../runs/runStore.ts';
import type { OpenProjects } from './openProjects.ts';
import { readReadinessFacts } from './readReadinessFacts.ts';

type ReadinessHandlers = Pick<Handlers<WorkbenchContract>, 'readiness.read' | 'readiness.state'>;

/** @throws CONFLICT when the run has no figures, or is what a deployed bundle answered. */
export async function readReadiness(projects: OpenProjects, project: string, runId: string): Promise<ReadinessReport> {
  const folder = folderOfRun(project, runId);
  const [record, report] = await Promise.all([readRunRecord(folder), readRunReport(folder)]);
  if (!report || record.deployed) {
    throw new AppError('CONFLICT', `The run “${record.name}” is not a validation with figures.`, {
      hint: 'Choose a finished validation.',
    });
  }
  const { project: opened, data } = await projects.parts(project);
  const { quality = QualitySettings.parse({}), readiness = {} } = opened.file;
  const facts = await readReadinessFacts(project, { record, report, data, quality });
  return judgeReadiness(facts, readiness);
}

export function createReadinessHandlers({ projects }: { projects: OpenProjects }): ReadinessHandlers {
  return {
    'readiness.read': ({ project, runId }) => readReadiness(projects, project, runId),

    'readiness.state': async ({ project, runId, test, text }) => {
      requireTest(test);
      await setReadinessStatement(project, test, text);
      return readReadiness(projects, project, runId);
    },
  };
}
