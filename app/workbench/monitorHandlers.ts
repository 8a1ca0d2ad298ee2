// The way back from a deployed bundle: its log becomes the data of a project of its own, and its answers a run there.
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { ReadLogResult, type LogDrift, type MonitorResult } from '../api/schemas/monitor.ts';
import { RunSettings, type RunRecord } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { askServer } from '../monitor/askServer.ts';
import { labelColumns } from '../monitor/labelColumns.ts';
import { loggedMapping } from '../monitor/loggedMapping.ts';
import { loggedRun } from '../monitor/loggedRun.ts';
import { monitorFolder } from '../monitor/monitorFolder.ts';
import { keepReading, lastReading } from '../monitor/lastReading.ts';
import type { RecordRequest } from '../monitor/recordLogged.ts';
import { createProject, projectFileName } from '../runs/projectStore.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { createRun, listRuns, readRunRecord, readRunReport, removeRun } from '../runs/runStore.ts';
import { createComparisons } from './comparisons.ts';
import { carryLogDrift, logDrift, removeLogDrift } from './logDrift.ts';
import { readFiles } from './readFiles.ts';
import { requireThere } from './readyProject.ts';
import type { RunHandlersOptions } from './runHandlers.ts';

type MonitorHandlers = Pick<Handlers<WorkbenchContract>, 'monitor.import' | 'monitor.last' | 'monitor.live'>;
type Import = Parameters<MonitorHandlers['monitor.import']>[0];

type MonitorHandlersOptions = Pick<RunHandlersOptions, 'projects' | 'jobs' | 'tasks' | 'caches' | 'memoryLimit'>;

export function createMonitorHandlers({ projects, jobs, tasks, caches, memoryLimit }: MonitorHandlersOptions): MonitorHandlers {
  const comparisons = createComparisons({ projects, tasks, caches, memoryLimit });

  /** The validation that the bundle was made of: the one told, the one the log names, or the last complete one. */
  const validatedRun = async ({ project, runId, paths }: Import): Promise<RunRecord> => {
    const named = runId ?? (await loggedRun(paths));
    const { runs } = await listRuns(project);
    const record =
      named === null
        ? runs.find(({ state, deployed }) => state === 'complete' && !deployed)
        : await readRunRecord(folderOfRun(project, named)).catch((error: unknown) => {
            if (runId !== undefined) throw error;
            throw new AppError('NOT_FOUND', `The log is of a bundle of the run ${named}, which this project does not have.`, {
              hint: 'Name the project that the bundle was exported from.',
            });
          });
    if (record && !record.deployed) return record;
    throw new AppError('CONFLICT', 'There is no validation that the log could belong to.', {
      hint: 'Name with --run the run that the bundle was exported from.',
    });
  };

  const ingest = async (paths: string[], hooks: TaskHooks): Promise<DatasetCard> =>
    readFiles(tasks, { paths, options: {}, cacheDir: caches.data, ...(await memoryLimit()) }, hooks);

  const modelOf = async (project: string, record: RunRecord): Promise<{ card: ModelCard; runPath: string; path: string }> => {
    const { model } = await projects.parts(project);
    if (model?.card.sha256 === record.model.sha256) return { ...model, path: model.card.path };
    if (!model) requireThere('model', (await projects.view(project)).missing);
    throw new AppError('CONFLICT', 'The model of the project is not the one that the bundle was made of.', {
      hint: 'Put the validated model back into the project.',
      where: { path: record.model.path },
    });
  };

  /** The project of the log, made where it is not there yet. */
  const openMonitor = async (project: string, dir: string, record: RunRecord): Promise<{ card: ModelCard; runPath: string }> => {
    const isThere = await stat(join(dir, projectFileName)).then(
      () => true,
      () => false,
    );
    const parent = (await projects.parts(project)).project.file;
    if (!isThere) await createProject({ name: `${parent.name}, deployed`, folder: dir, projectsFolder: dir });
    const validated = await modelOf(project, record);
    const { model } = await projects.parts(dir);
    if (model?.card.sha256 !== validated.card.sha256) {
      await projects.useModel(dir, { path: validated.path, labels: parent.model?.labels });
    }
    return (await projects.parts(dir)).model ?? validated;
  };

  const importLog = async (given: Import, record: RunRecord, hooks: TaskHooks): Promise<MonitorResult> => {
    const { project } = given;
    const folder = monitorFolder(project, record.id);
    const model = await openMonitor(project, folder.dir, record);
    const table = given.labels ? await ingest([resolve(given.labels)], hooks) : null;
    const labels = table && { data: table, ...labelColumns(table, record.mapping, { id: given.id, label: given.target }) };
    const paths = given.paths.map((path) => resolve(path));
    const request = { projectDir: project, runId: record.id, plan: record.plan, paths, labels, ...(await memoryLimit()) };
    const read = ReadLogResult.parse(await tasks.run('readLog', request, hooks));
    const { summary, columns } = read;
    const data = await ingest([folder.log], hooks);
    const unmatched = summary.unmatched.feedback + summary.unmatched.tables;
    const driftOf = async (runId: string): Promise<LogDrift | null> => {
      const { drift: preset = 'drydock', window = 'auto' } = given;
      if (preset === null) return null;
      const validated = { project, runId: record.id };
      const about = { dir: folder.dir, runId, validated, preset, window, data, again: given.again ?? false };
      return logDrift(comparisons, about, hooks);
    };
    const resultOf = async (run: string): Promise<MonitorResult> => {
      const unknownLabels = (await readRunReport(folderOfRun(folder.dir, run)))?.unknownLabels ?? [];
      const { rows, labelled } = summary;
      const drift = await driftOf(run);
      return { ...read, project: folder.dir, runId: run, rows, labelled, unmatched, unknownLabels, drift };
    };

    const before = (await listRuns(folder.dir)).runs;
    const hasWindow = ({ settings }: RunRecord): boolean => given.window === undefined || settings.window === given.window;
    const same = before.find((run) => run.state === 'complete' && run.data.sha256 === data.sha256 && hasWindow(run));
    if (same) return resultOf(same.id);
    await projects.useData(folder.dir, data);
    const mapping = loggedMapping(record.mapping, { data, columns, isLabelled: summary.labelled > 0 });
    await projects.useMapping(folder.dir, mapping);
    const settings = RunSettings.parse({ ...record.settings, reference: null, window: given.window ?? 'auto' });
    const { versions, plan } = record;
    const run = await createRun(folder.dir, {
      model: model.card,
      data,
      mapping,
      plan,
      settings,
      versions,
      name: `${record.name}, deployed`,
    });
    const recorded: RecordRequest = {
      run: { runDir: run.folder.dir, model: model.card, runPath: model.runPath, data, mapping, settings, provider: 'cpu' },
      columns,
      deployed: { runId: record.id, refused: read.refused, unmatched },
    };
    await tasks.run('recordLogged', recorded, hooks);
    const replaced = before.find(({ id }) => id === given.replaces);
    // What a person marked stays.
    if (replaced?.deployed && !replaced.starred && replaced.note === '') {
      if (given.again && given.drift !== null) await carryLogDrift(folder.dir, { from: replaced.id, to: run.record.id });
      else await removeLogDrift(folder.dir, replaced.id);
      await removeRun(folder.dir, replaced.id);
    }
    return resultOf(run.record.id);
  };

  return {
    'monitor.import': async (given) => {
      const record = await validatedRun(given);
      const job = jobs.start({
        kind: 'monitor',
        title: `Log of ${record.name}`,
        project: given.project,
        heavy: true,
        run: async (hooks) => {
          const result = await importLog(given, record, hooks);
          await keepReading(monitorFolder(given.project, record.id), given, result);
          return result;
        },
      });
      return { jobId: job.id };
    },
    'monitor.live': ({ address }, { signal }) => askServer(address, signal),
    'monitor.last': ({ project, runId }) => lastReading(monitorFolder(project, folderOfRun(project, runId).id)),
  };
}
