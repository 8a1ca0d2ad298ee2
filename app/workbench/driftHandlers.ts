// Everything about drift that the contract offers: compare, look at what was found.
import { join, parse, resolve } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { SavedReference, type DriftRecord, type DriftSettings } from '../api/schemas/drift.ts';
import { AppError } from '../base/errors.ts';
import { alertsOfRun, listDriftRuns, readDriftRecord, updateDriftRun } from '../drift/driftStore.ts';
import { driftReport } from '../drift/report/driftReport.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';
import { createComparisons } from './comparisons.ts';
import type { RunHandlersOptions } from './runHandlers.ts';

type DriftHandlers = Pick<
  Handlers<WorkbenchContract>,
  | 'drift.start'
  | 'drift.list'
  | 'drift.get'
  | 'drift.alerts'
  | 'drift.report'
  | 'drift.saveReference'
  | 'drift.keepReference'
  | 'drift.update'
>;

type DriftHandlersOptions = Pick<RunHandlersOptions, 'projects' | 'jobs' | 'tasks' | 'caches' | 'memoryLimit'>;

export function createDriftHandlers({ projects, jobs, tasks, caches, memoryLimit }: DriftHandlersOptions): DriftHandlers {
  const { requestOf, savingOf, compare } = createComparisons({ projects, tasks, caches, memoryLimit });

  const save = async (
    project: string,
    { settings, path, keepsRows }: { settings: DriftSettings; path: string; keepsRows: boolean },
  ): Promise<{ jobId: string }> => {
    const request = await savingOf(project, settings);
    const job = jobs.start({
      kind: 'save-reference',
      title: `Reference ${request.reference?.name ?? request.data?.name ?? ''}`.trim(),
      project,
      heavy: true,
      run: async (hooks) => SavedReference.parse(await tasks.run('saveReference', { ...request, path, keepsRows }, hooks)),
    });
    return { jobId: job.id };
  };

  /** The reference is a part of the data that were compared. */
  const requireData = async (project: string, { name, sha256 }: DriftRecord['data']): Promise<void> => {
    const { data } = await projects.parts(project);
    if (data?.sha256 === sha256) return;
    throw new AppError('CONFLICT', `The project has other data by now than ${name}, which the reference is a part of.`, {
      hint: 'Open these data again, or compare anew and save the reference of that.',
    });
  };

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

    'drift.saveReference': ({ project, path, ...how }) => save(project, { ...how, path: resolve(path) }),

    'drift.keepReference': async ({ project, driftId, keepsRows }) => {
      const folder = folderOfRun(project, driftId);
      const { settings, data } = await readDriftRecord(folder);
      if (settings.reference.from === 'auto' || settings.reference.from === 'period') await requireData(project, data);
      const name = settings.reference.from === 'files' ? settings.reference.paths[0] : data.name;
      const path = join(folder.dir, `${parse(name ?? '').name}.reference`);
      return save(project, { settings, path, keepsRows });
    },

    'drift.update': ({ project, driftId, name, archived }) => updateDriftRun(folderOfRun(project, driftId), { name, archived }),
  };
}
