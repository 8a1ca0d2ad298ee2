// Everything about stress runs that the contract offers: start, look at, the rows behind a mark.
import { isAbsolute } from 'node:path';
import { join } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { finishingStage } from '../api/schemas/jobs.ts';
import type { StressRows } from '../api/schemas/stress.ts';
import { AppError, isAppError, isCancelled } from '../base/errors.ts';
import { messyReport } from '../bundle/report/messyReport.ts';
import { chooseAuto } from '../inference/providers.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { preparationPlan } from '../mapping/preparationPlan.ts';
import { folderOfRun, runFolder, type RunFolder } from '../runs/runFolder.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';
import { corruptionCards, corruptionsNamed } from '../stress/catalogue.ts';
import type { StressRequest, StressRowsTask } from '../stress/stressRequest.ts';
import { changeStressRecord, createStressRun, listStressRuns, readStressRecord, settleStressRun } from '../stress/stressStore.ts';
import { readMessyFindings } from './readMessyFindings.ts';
import { requireReady } from './readyProject.ts';
import type { RunHandlersOptions } from './runHandlers.ts';
import { namingGivenFile } from './tryModel.ts';

type StressHandlers = Pick<
  Handlers<WorkbenchContract>,
  'stress.catalogue' | 'stress.start' | 'stress.list' | 'stress.get' | 'stress.update' | 'stress.report' | 'stress.rows'
>;

type StressHandlersOptions = Pick<RunHandlersOptions, 'projects' | 'jobs' | 'tasks' | 'providers' | 'versions' | 'log'>;

export function createStressHandlers(options: StressHandlersOptions): StressHandlers {
  const { projects, jobs, tasks, log } = options;

  const providerFor = async (asked: StressRequest['settings']['provider'], signal: AbortSignal) =>
    asked === 'auto' ? chooseAuto(await options.providers({ refresh: false, signal })) : asked;

  return {
    'stress.catalogue': async () => corruptionCards(),

    'stress.start': async ({ project, settings, name }) => {
      const {
        model,
        data,
        mapping,
        settings: ofRuns,
      } = requireReady(await projects.parts(project), await projects.view(project));
      corruptionsNamed(settings.corruptions);
      const plan = preparationPlan(model.card, data, mapping);
      requireColumns(settings.columns, plan);
      const baseline = settings.baseline === null ? null : folderOfBaseline(project, settings.baseline);
      if (baseline) await readStressRecord(baseline);
      const versions = await options.versions();
      const { folder, record } = await createStressRun(project, {
        model: model.card,
        data,
        mapping,
        plan,
        settings,
        versions,
        name,
      });
      const settle = (reason: string): Promise<unknown> =>
        settleStressRun(folder, reason).catch((error: unknown) => log('a stress run could not be settled', error));
      const job = jobs.start({
        kind: 'stress',
        title: record.name,
        project,
        heavy: true,
        keeps: true,
        dropped: () => void settle('cancelled'),
        async run(given) {
          let last: Parameters<TaskHooks['onProgress']>[0] = { stage: '', done: 0, total: null, unit: 'rows' };
          const hooks: TaskHooks = { ...given, onProgress: (progress) => given.onProgress((last = progress)) };
          try {
            const request: StressRequest = {
              runDir: folder.dir,
              model: model.card,
              runPath: model.runPath,
              data,
              mapping,
              settings,
              provider: await providerFor(settings.provider, hooks.signal),
              threads: ofRuns.threads,
              baselineDir: baseline?.dir ?? null,
            };
            await tasks.run('stress', request, hooks);
            return { stressId: folder.id };
          } catch (error) {
            const reason = isCancelled(error) ? 'cancelled' : isAppError(error) ? error.message : 'an unexpected fault';
            hooks.onProgress({ ...last, stage: finishingStage });
            // Does nothing where the worker has ended the run itself; after a kill or a crash it keeps what was finished.
            await settle(reason);
            const kept = await readStressRecord(folder).catch(() => null);
            if (isCancelled(error) && kept?.state === 'partial') return { stressId: folder.id };
            throw namingGivenFile(error, model);
          }
        },
      });
      return { jobId: job.id, stressId: folder.id };
    },

    'stress.list': ({ project }) => listStressRuns(project),

    'stress.get': ({ project, stressId }) => readStressRecord(folderOfRun(project, stressId)),

    'stress.update': ({ project, stressId, name, archived }) =>
      changeStressRecord(folderOfRun(project, stressId), (record) => ({
        ...record,
        name: name ?? record.name,
        archived: archived ?? record.archived,
      })),

    'stress.report': async ({ project, stressId }) => {
      const folder = folderOfRun(project, stressId);
      const record = await readStressRecord(folder);
      if (!record.report) {
        throw new AppError('CONFLICT', `The stress run “${record.name}” has no figures (${record.state}).`, {
          hint: 'Choose one that found something.',
        });
      }
      const path = join(folder.dir, 'report.html');
      await writeFileAtomic(path, messyReport(record, record.report, await readMessyFindings(project, record)));
      return { path };
    },

    'stress.rows': async ({ project, stressId, ...request }, { signal }) => {
      const folder = folderOfRun(project, stressId);
      const record = await readStressRecord(folder);
      const { model, data } = await projects.parts(project);
      if (model?.card.sha256 !== record.model.sha256 || data?.sha256 !== record.data.sha256) {
        throw new AppError('CONFLICT', 'The model or the data of the project are not those of this stress run.', {
          hint: 'Put them back to look at its rows, or run it again.',
        });
      }
      const task: StressRowsTask = {
        runDir: folder.dir,
        runPath: model.runPath,
        data,
        provider: await providerFor(record.settings.provider, signal),
        request,
      };
      const rows = await tasks.run('stressRows', task, { signal, onProgress: () => undefined, onPartial: () => undefined });
      return rows as StressRows;
    },
  };
}

/** A run of the same project by its id; of any other by the absolute path of its folder. */
function folderOfBaseline(project: string, baseline: string): RunFolder {
  return isAbsolute(baseline) ? runFolder(baseline) : folderOfRun(project, baseline);
}

/** @throws INVALID_INPUT naming a column that feeds nothing */
function requireColumns(columns: readonly string[] | null, plan: ReturnType<typeof preparationPlan>): void {
  const known = new Set(plan.inputs.flatMap(({ features }) => features.map(({ column }) => column)));
  const unknown = columns?.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new AppError('INVALID_INPUT', `The column "${unknown}" does not feed the model.`, {
    hint: `Those that do: ${[...known].join(', ')}.`,
    where: { column: unknown },
  });
}
