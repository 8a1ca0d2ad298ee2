// One validation as a piece of work: what a run of the project is, and what a retraining does with each of its models.
import type { NamedSlice } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ProviderName, ProviderStatus, RunRecord, RunSettings } from '../api/schemas/runs.ts';
import { chooseAuto } from '../inference/providers.ts';
import type { TaskHooks, TaskRunner } from '../jobs/tasks.ts';
import { preparationPlan } from '../mapping/preparationPlan.ts';
import type { RunFolder } from '../runs/runFolder.ts';
import { createRun, readRunReport } from '../runs/runStore.ts';
import type { ValidateRequest } from '../runs/validateRequest.ts';
import type { OpenedModel } from './cardStore.ts';
import { runKept } from './keptTask.ts';

export interface ValidationsOptions {
  tasks: TaskRunner;
  providers: (request: { refresh: boolean; signal: AbortSignal }) => Promise<ProviderStatus[]>;
  versions: () => Promise<RunRecord['versions']>;
  log: (message: string, error: unknown) => void;
}

export interface Validated {
  model: OpenedModel;
  data: DatasetCard;
  mapping: Mapping;
  settings: RunSettings;
  /** The named slices of the project. */
  slices: readonly NamedSlice[];
  name?: string | undefined;
}

export interface Validation {
  folder: RunFolder;
  title: string;
  /** Cancelled with finished rows, it returns as well: they are kept. Throws what the validation threw, once the run has ended. */
  run(hooks: TaskHooks): Promise<{ runId: string }>;
  /** Ends the run without running it. */
  drop(): Promise<void>;
}

/** Makes the folder of the run, in state `running`. */
export type PrepareValidation = (project: string, subject: Validated) => Promise<Validation>;

export function createValidations(options: ValidationsOptions): PrepareValidation {
  const { tasks, log } = options;

  const chooseProvider = async (settings: RunSettings, hooks: TaskHooks): Promise<Exclude<ProviderName, 'auto'>> => {
    if (settings.provider !== 'auto') return settings.provider;
    hooks.onProgress({ stage: 'choosing the provider', done: 0, total: null, unit: 'providers' });
    return chooseAuto(await options.providers({ refresh: false, signal: hooks.signal }));
  };

  /** Ends a run that nothing works on any more; in a process of its own, since it computes all figures. */
  const settle = async (runDir: string, reason: string, isCancelled = false): Promise<void> => {
    // The job's own signal may have fired long ago: what it finished is kept all the same.
    const hooks: TaskHooks = { signal: new AbortController().signal, onProgress: () => undefined, onPartial: () => undefined };
    await tasks
      .run('settle', { runDir, reason, isCancelled }, hooks)
      .catch((error: unknown) => log('a run could not be settled', error));
  };

  return async (project, { model, data, mapping, settings, slices, name }) => {
    const plan = preparationPlan(model.card, data, mapping);
    const versions = await options.versions();
    const { folder, record } = await createRun(project, {
      model: model.card,
      data,
      mapping,
      plan,
      settings,
      versions,
      name,
      slices,
    });
    return {
      folder,
      title: record.name,
      drop: () => settle(folder.dir, 'cancelled', true),
      async run(given) {
        await runKept(given, {
          first: { total: data.rows, unit: 'rows' },
          model,
          async work(hooks) {
            const provider = await chooseProvider(settings, hooks);
            const request: ValidateRequest = {
              runDir: folder.dir,
              model: model.card,
              runPath: model.runPath,
              data,
              mapping,
              settings,
              provider,
            };
            await tasks.run('validate', request, hooks);
          },
          settle: (reason, isCancel) => settle(folder.dir, reason, isCancel),
          isKept: async () => (await readRunReport(folder)) !== null,
        });
        return { runId: folder.id };
      },
    };
  };
}
