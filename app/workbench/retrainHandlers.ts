// Everything about retraining that the contract offers: look at the plan, run it, decide.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { RetrainPlan, type RetrainRecord, type RetrainSettings } from '../api/schemas/retrain.ts';
import { AppError, isAppError, isCancelled } from '../base/errors.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { fillCommand } from '../retrain/fillCommand.ts';
import { readLog } from '../retrain/readLog.ts';
import { commandPaths, logName } from '../retrain/retrainFiles.ts';
import type { RetrainRequest, TrainingResult } from '../retrain/retrainRequest.ts';
import { createRetrain, listRetrains, readRetrainRecord, removeRetrain, writeRetrain } from '../retrain/retrainStore.ts';
import { roleColumns } from '../runs/batchReader.ts';
import { folderOfRun, type RunFolder } from '../runs/runFolder.ts';
import { compareModels, type Champion } from './championAndChallenger.ts';
import { createKeyedQueue } from '../base/keyedQueue.ts';
import { judgeRetrain } from './judgeRetrain.ts';
import { requireReady } from './readyProject.ts';
import { promote, reject } from './retrainDecision.ts';
import { trainedRecord } from './trainedRecord.ts';
import type { RunHandlersOptions } from './runHandlers.ts';
import { createValidations } from './validations.ts';

type RetrainHandlers = Pick<
  Handlers<WorkbenchContract>,
  'retrain.plan' | 'retrain.start' | 'retrain.list' | 'retrain.get' | 'retrain.log' | 'retrain.judge' | 'retrain.decide'
>;

export interface RetrainHandlersOptions extends Pick<
  RunHandlersOptions,
  'projects' | 'jobs' | 'tasks' | 'providers' | 'versions' | 'caches' | 'memoryLimit' | 'log'
> {
  /** Whether whoever calls may have commands run on this machine. */
  commandsAllowed: boolean;
}

export function createRetrainHandlers(options: RetrainHandlersOptions): RetrainHandlers {
  const { projects, jobs, tasks, caches, memoryLimit, commandsAllowed } = options;
  const prepareValidation = createValidations(options);
  const inTurn = createKeyedQueue();
  /** Their records say nothing yet. */
  const underWay = new Set<string>();

  const requestOf = async (
    project: string,
    settings: RetrainSettings,
    runDir: string,
  ): Promise<{ request: RetrainRequest; champion: Champion }> => {
    const view = await projects.view(project);
    const ready = requireReady(await projects.parts(project), view);
    const { target, time } = roleColumns(ready.mapping);
    if (target === null) {
      throw new AppError('CONFLICT', 'No column holds the true labels: there is nothing to train on.', {
        hint: 'Say in the mapping which column is the target.',
      });
    }
    fillCommand(settings.command, commandPaths(runDir, settings));
    const cwd = settings.cwd === null ? project : resolve(project, settings.cwd);
    await requireFolder(cwd);
    const { data } = ready;
    const period = ready.settings.reference;
    const request = { data, target, time, period, settings, cwd, runDir, ...(await memoryLimit()) };
    return {
      request,
      champion: { ...ready, slices: view.slices, labels: (await projects.parts(project)).project.file.model?.labels },
    };
  };

  /** The command, then both models over the rows that it never got. */
  const train = async (
    of: { project: string; folder: RunFolder; record: RetrainRecord; request: RetrainRequest; champion: Champion },
    hooks: TaskHooks,
  ): Promise<RetrainRecord> => {
    const { project, folder, request, champion } = of;
    const result = (await tasks.run('retrain', request, hooks)) as TrainingResult;
    const record = trainedRecord(of.record, result, folder.dir);
    if (result.state !== 'trained' || !result.model) return record;
    const compared = await compareModels(
      { project, champion, challengerPath: result.model.path, heldOut: result.heldOut, started: record.startedAt },
      { prepareValidation, modelCache: caches.models, hooks: { ...hooks, onPartial: () => undefined } },
    );
    const { labels, ...rest } = compared;
    return { ...record, ...rest, ...(record.model && { model: { ...record.model, ...(labels && { labels }) } }) };
  };

  return {
    'retrain.plan': async ({ project, settings }, { signal }) => {
      const { request } = await requestOf(project, settings, join(project, 'runs', '<time>-retrain'));
      const hooks = { signal, onProgress: () => undefined, onPartial: () => undefined };
      const plan = RetrainPlan.parse(await tasks.run('retrainPlan', request, hooks));
      // Who may not run anything has no business with what processes here see.
      return commandsAllowed ? plan : { ...plan, environment: [], problem: notAllowed };
    },

    'retrain.start': async ({ project, settings, name }) => {
      if (!commandsAllowed) throw new AppError('NOT_ALLOWED', notAllowed.message, { hint: notAllowed.hint });
      // Before there is a folder: what cannot start leaves nothing behind.
      const { request: asked, champion } = await requestOf(project, settings, project);
      const { data } = asked;
      const title = name ?? `Retrain ${champion.model.card.name}`;
      const { folder, record } = await createRetrain(project, {
        settings,
        name: title,
        data: { name: data.name, sha256: data.sha256 },
      });
      underWay.add(folder.dir);
      const end = async (change: Partial<RetrainRecord>): Promise<void> => {
        await writeRetrain(folder, { ...record, ...change, endedAt: new Date().toISOString() });
        underWay.delete(folder.dir);
      };
      const job = jobs.start({
        kind: 'retrain',
        title,
        project,
        heavy: true,
        keeps: true,
        dropped() {
          underWay.delete(folder.dir);
          void removeRetrain(folder);
        },
        async run(hooks) {
          try {
            await end(await train({ project, folder, record, champion, request: { ...asked, runDir: folder.dir } }, hooks));
            return { retrainId: folder.id };
          } catch (error) {
            if (!existsSync(join(folder.dir, logName))) {
              // The command never ran: there is nothing to keep.
              await removeRetrain(folder);
              throw error;
            }
            const isCancel = isCancelled(error);
            const told = isAppError(error) ? error.message : 'An unexpected fault.';
            await end({ state: isCancel ? 'cancelled' : 'failed', stateReason: isCancel ? 'It was cancelled.' : told });
            if (isCancel) return { retrainId: folder.id };
            throw error;
          } finally {
            underWay.delete(folder.dir);
          }
        },
      });
      return { jobId: job.id, retrainId: folder.id };
    },

    'retrain.list': async ({ project }) => {
      const found = await listRetrains(project);
      return { ...found, runs: found.runs.filter(({ id }) => !underWay.has(folderOfRun(project, id).dir)) };
    },

    'retrain.get': ({ project, retrainId }) => readRetrainRecord(folderOfRun(project, retrainId)),

    'retrain.log': async ({ project, retrainId }, { signal }) => {
      const folder = folderOfRun(project, retrainId);
      await readRetrainRecord(folder);
      return readLog(join(folder.dir, logName), signal);
    },

    'retrain.judge': async ({ project, retrainId, metric }, { signal }) =>
      judgeRetrain({ project, record: await readRetrainRecord(folderOfRun(project, retrainId)), metric }, { tasks, signal }),

    'retrain.decide': ({ project, retrainId, promote: isWanted, reason }, { signal }) =>
      inTurn(project, async () => {
        const folder = folderOfRun(project, retrainId);
        const record = await readRetrainRecord(folder);
        if (underWay.has(folder.dir)) {
          throw new AppError('CONFLICT', 'This retraining is under way.', { hint: 'Wait until it has ended.' });
        }
        const decision = await (isWanted ? promote : reject)({ projects, project, record, reason, signal });
        const earlierDecisions = record.decision ? [...record.earlierDecisions, record.decision] : record.earlierDecisions;
        const decided = { ...record, decision, earlierDecisions };
        await writeRetrain(folder, decided);
        return decided;
      }),
  };
}

const notAllowed = {
  message: 'This workbench can be reached from other machines, so it runs no commands.',
  hint: 'Retrain on the machine itself: in a window opened there, or with drydock retrain.',
};

async function requireFolder(path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return;
  throw new AppError('NOT_FOUND', `There is no folder to run the command in: ${path}`, {
    hint: 'Name one that is there, or leave it out for the folder of the project.',
    where: { path },
  });
}
