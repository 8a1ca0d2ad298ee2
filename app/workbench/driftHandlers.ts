// Everything about drift that the contract offers: compare, look at what was found.
import { basename, join, resolve } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { DriftReport, type DriftReference, type DriftSettings } from '../api/schemas/drift.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import type { DriftRequest } from '../drift/driftRequest.ts';
import { alertsOfRun, listDriftRuns, readDriftRecord, saveDriftRun, updateDriftRun } from '../drift/driftStore.ts';
import { driftReport } from '../drift/report/driftReport.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { listRuns, readRunRecord } from '../runs/runStore.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';
import { requireThere } from './readyProject.ts';
import type { RunHandlersOptions } from './runHandlers.ts';

type DriftHandlers = Pick<
  Handlers<WorkbenchContract>,
  'drift.start' | 'drift.list' | 'drift.get' | 'drift.alerts' | 'drift.report' | 'drift.update'
>;

type DriftHandlersOptions = Pick<RunHandlersOptions, 'projects' | 'jobs' | 'tasks' | 'caches' | 'memoryLimit'>;

export function createDriftHandlers({ projects, jobs, tasks, caches, memoryLimit }: DriftHandlersOptions): DriftHandlers {
  /** The validation whose predictions belong to these data: the one asked for, else the last complete one. */
  const validationOf = async (project: string, data: DatasetCard, asked: string | null): Promise<string | null> => {
    if (asked !== null) {
      const record = await readRunRecord(folderOfRun(project, asked));
      if (record.data.sha256 === data.sha256 && record.endedAt !== null) return asked;
      throw new AppError('CONFLICT', `The run “${record.name}” is not one of these data, or has not ended.`, {
        hint: 'Choose a finished run of the data that are open.',
      });
    }
    const { runs } = await listRuns(project);
    return runs.find(({ state, data: of }) => state === 'complete' && of.sha256 === data.sha256)?.id ?? null;
  };

  const referenceOf = async (reference: DriftReference): Promise<DriftRequest['reference']> => {
    if (reference.from === 'files') {
      const paths = reference.paths.map((path) => resolve(path));
      const [first = ''] = paths;
      const name = paths.length === 1 ? basename(first) : `${String(paths.length)} files`;
      return { name, data: null, paths, options: reference.options, validationDir: null };
    }
    if (reference.from !== 'project') return null;
    const dir = resolve(reference.path);
    const { data, project } = await projects.parts(dir);
    if (!data) {
      throw new AppError('CONFLICT', `The project ${dir} has no data to hold these against.`, {
        hint: 'Open it and give it data, or name a file as the reference.',
        where: { path: dir },
      });
    }
    const runId = await validationOf(dir, data, null);
    return {
      name: project.file.name,
      data,
      paths: data.paths,
      options: {},
      validationDir: runId === null ? null : folderOfRun(dir, runId).dir,
    };
  };

  const requestOf = async (project: string, settings: DriftSettings): Promise<DriftRequest & { runId: string | null }> => {
    const parts = await projects.parts(project);
    const { data } = parts;
    const { mapping, settings: ofRuns } = parts.project.file;
    if (!data) {
      requireThere('data', (await projects.view(project)).missing);
      throw new AppError('CONFLICT', 'The project has no data yet.', { hint: 'Open a data file first.' });
    }
    if (settings.time !== null && data.columns.find(({ name }) => name === settings.time)?.type !== 'datetime') {
      throw new AppError('INVALID_INPUT', `The column "${settings.time}" is no time.`, {
        hint: 'Name a column with times, or say how they are written when the data are read.',
        where: { column: settings.time },
      });
    }
    const runId = await validationOf(project, data, settings.runId);
    const run = runId === null ? null : await readRunRecord(folderOfRun(project, runId));
    return {
      data,
      mapping,
      runId,
      runPath: parts.model && parts.model.card.sha256 === run?.model.sha256 ? parts.model.runPath : null,
      validationDir: runId === null ? null : folderOfRun(project, runId).dir,
      reference: await referenceOf(settings.reference),
      period: ofRuns.reference,
      settings,
      cacheDir: caches.data,
      ...(await memoryLimit()),
    };
  };

  return {
    'drift.start': async ({ project, settings, name }) => {
      const { runId, ...request } = await requestOf(project, settings);
      const { data } = request;
      const job = jobs.start({
        kind: 'drift',
        title: `Drift of ${data.name}`,
        project,
        heavy: true,
        async run(hooks) {
          const startedAt = new Date();
          const report = DriftReport.parse(await tasks.run('drift', request, hooks));
          const { id } = await saveDriftRun(project, { data, runId, settings, startedAt, report, name });
          return { driftId: id };
        },
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
