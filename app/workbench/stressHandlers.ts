// Everything about stress runs that the contract offers: start, look at, the rows behind a mark.
import { isAbsolute } from 'node:path';
import { join } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import type { StressRows } from '../api/schemas/stress.ts';
import { AppError } from '../base/errors.ts';
import { messyReport } from '../bundle/report/messyReport.ts';
import { chooseAuto } from '../inference/providers.ts';
import { preparationPlan } from '../mapping/preparationPlan.ts';
import { folderOfRun, runFolder, type RunFolder } from '../runs/runFolder.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';
import { corruptionCards, corruptionsNamed } from '../stress/catalogue.ts';
import type { StressRequest, StressRowsTask } from '../stress/stressRequest.ts';
import { changeStressRecord, createStressRun, listStressRuns, readStressRecord, settleStressRun } from '../stress/stressStore.ts';
import { runKept } from './keptTask.ts';
import { readMessyFindings } from './readMessyFindings.ts';
import { requireReady } from './readyProject.ts';
import type { RunHandlersOptions } from './runHandlers.ts';

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
          await runKept(given, {
            first: { total: null, unit: 'rows' },
            model,
            async work(hooks) {
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
            },
            settle,
            isKept: async () => (await readStressRecord(folder).catch(() => null))?.state === 'partial',
          });
          return { stressId: folder.id };
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
