// A comparison with a reference, from what a project holds to a drift run in it: asked for by itself, or as part of reading a log.
import { basename, resolve } from 'node:path';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { DriftReport, type DriftRecord, type DriftReference, type DriftSettings } from '../api/schemas/drift.ts';
import { AppError } from '../base/errors.ts';
import type { DriftRequest } from '../drift/driftRequest.ts';
import { saveDriftRun } from '../drift/driftStore.ts';
import type { SaveReferenceRequest } from '../drift/saveReference.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { listRuns, readRunRecord } from '../runs/runStore.ts';
import { requireThere } from './readyProject.ts';
import type { RunHandlersOptions } from './runHandlers.ts';

/** `runId`: the validation whose predictions are compared. */
export type ComparisonRequest = DriftRequest & { runId: string | null };

export interface Comparisons {
  /** @throws CONFLICT (no data, no such run of them), INVALID_INPUT (a time that is none), NOT_FOUND */
  requestOf: (project: string, settings: DriftSettings) => Promise<ComparisonRequest>;
  /** Without the data of the project, where the reference lies beside them. @throws as requestOf does */
  savingOf: (project: string, settings: DriftSettings) => Promise<Omit<SaveReferenceRequest, 'path' | 'keepsRows'>>;
  /** Compares, and keeps what was found in the project. @throws as runDrift and saveDriftRun do */
  compare: (
    project: string,
    request: ComparisonRequest,
    about: { name: string | undefined; hooks: TaskHooks },
  ) => Promise<DriftRecord>;
}

export function createComparisons({
  projects,
  tasks,
  caches,
  memoryLimit,
}: Pick<RunHandlersOptions, 'projects' | 'tasks' | 'caches' | 'memoryLimit'>): Comparisons {
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
      // A file that is named twice is read once.
      const paths = [...new Set(reference.paths.map((path) => resolve(path)))];
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
    const runId = await validationOf(dir, data, reference.runId ?? null);
    return {
      name: project.file.name,
      data,
      paths: data.paths,
      options: {},
      validationDir: runId === null ? null : folderOfRun(dir, runId).dir,
    };
  };

  const requestOf = async (project: string, settings: DriftSettings): Promise<ComparisonRequest> => {
    const parts = await projects.parts(project);
    const { data } = parts;
    const { mapping, settings: ofRuns } = parts.project.file;
    if (!data) {
      requireThere('data', (await projects.view(project)).missing);
      throw new AppError('CONFLICT', 'The project has no data yet.', { hint: 'Open a data file first.' });
    }
    const time = data.columns.find(({ name }) => name === settings.time);
    if (settings.time !== null && time?.type !== 'datetime') {
      const what = time
        ? `The column "${settings.time}" is no time.`
        : `The data have no column "${settings.time}" to tell the time by.`;
      throw new AppError('INVALID_INPUT', what, {
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
    requestOf,
    savingOf: async (project, settings) => {
      const reference = await referenceOf(settings.reference);
      if (reference) {
        const without = { data: null, mapping: null, validationDir: null, period: null };
        return { ...without, reference, settings, cacheDir: caches.data, ...(await memoryLimit()) };
      }
      const { runId: _runId, runPath: _runPath, ...request } = await requestOf(project, settings);
      return request;
    },
    compare: async (project, { runId, ...request }, { name, hooks }) => {
      const startedAt = new Date();
      const report = DriftReport.parse(await tasks.run('drift', request, hooks));
      const { data, settings } = request;
      return saveDriftRun(project, { data, runId, settings, startedAt, report, name });
    },
  };
}
