// Everything about drift that the contract offers: compare, look at what was found.
import { join } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { alertsOfRun, listDriftRuns, readDriftRecord, updateDriftRun } from '../drift/driftStore.ts';
import { driftReport } from '../drift/report/driftReport.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';
import { createComparisons } from './comparisons.ts';
import type { RunHandlersOptions } from './runHandlers.ts';

type DriftHandlers = Pick<
  Handlers<WorkbenchContract>,
  'drift.start' | 'drift.list' | 'drift.get' | 'drift.alerts' | 'drift.report' | 'drift.update'
>;

type DriftHandlersOptions = Pick<RunHandlersOptions, 'projects' | 'jobs' | 'tasks' | 'caches' | 'memoryLimit'>;

export function createDriftHandlers({ projects, jobs, tasks, caches, memoryLimit }: DriftHandlersOptions): DriftHandlers {
  const { requestOf, compare } = createComparisons({ projects, tasks, caches, memoryLimit });
  return {
    'drift.start': async ({ project, settings, name }) => {
      const request = await requestOf(project, settings);
      const job = jobs.start({
        kind: 'drift',
        title: `Drift of ${request.data.name}`,
        project,
        heavy: true,
        run: async (hooks) => ({ driftId: (await compare(project, request, { name, hooks })).id }),
      });
      return { jobId: job.id };
    },

    'drift.list': ({ project }) => listDriftRuns(project),

    'drift.get': ({ project, driftId }) => readDriftRecord(folderOfRun(project, driftId)),

    'drift.alerts': ({ project, runId }) => alertsOfRun(project, runId),

    'drift.report': async ({ project, driftId }) => {
      const folder = folderOfRun(project, driftId);
      const path = join(folder.dir, 'report.html');
      await writeFileAtomic(path, driftReport(await readDriftRecord(folder)));
      return { path };
    },

    'drift.update': ({ project, driftId, name, archived }) => updateDriftRun(folderOfRun(project, driftId), { name, archived }),
  };
}
