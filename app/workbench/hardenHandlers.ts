// Everything about hardening that the contract offers: start, look at, accept what is proved, take it back.
import { isDeepStrictEqual } from 'node:util';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import type { HardenOffer } from '../api/schemas/harden.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import { AppError } from '../base/errors.ts';
import { chooseAuto } from '../inference/providers.ts';
import { applySteps, partsThatDiffer, undoParts } from '../mapping/hardenSteps.ts';
import { preparationPlan } from '../mapping/preparationPlan.ts';
import { updateProject } from '../runs/projectStore.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { corruptionsNamed } from '../stress/catalogue.ts';
import type { HardenRequest } from '../stress/harden/hardenRequest.ts';
import {
  createHardenRun,
  listHardenRuns,
  readHardenRecord,
  settleDeadHardenRuns,
  settleHardenRun,
} from '../stress/harden/hardenStore.ts';
import { runKept } from './keptTask.ts';
import { requireReady } from './readyProject.ts';
import type { RunHandlersOptions } from './runHandlers.ts';
import { wantedOffers } from './wantedOffers.ts';

type HardenHandlers = Pick<
  Handlers<WorkbenchContract>,
  'harden.start' | 'harden.list' | 'harden.get' | 'harden.accept' | 'harden.undo'
>;

type HardenHandlersOptions = Pick<RunHandlersOptions, 'projects' | 'jobs' | 'tasks' | 'providers' | 'versions' | 'log'>;

export function createHardenHandlers(options: HardenHandlersOptions): HardenHandlers {
  const { projects, jobs, tasks, log } = options;

  return {
    'harden.start': async ({ project, settings, name }) => {
      const ready = requireReady(await projects.parts(project), await projects.view(project));
      const { model, data, mapping, settings: ofRuns } = ready;
      corruptionsNamed(settings.corruptions);
      requireTarget(mapping);
      const plan = preparationPlan(model.card, data, mapping);
      requireColumns(settings.columns, plan);
      const versions = await options.versions();
      const made = await createHardenRun(project, { model: model.card, data, mapping, plan, settings, versions, name });
      const { folder, record } = made;
      const settle = (reason: string): Promise<unknown> =>
        settleHardenRun(folder, reason).catch((error: unknown) => log('a hardening run could not be settled', error));
      const job = jobs.start({
        kind: 'harden',
        title: record.name,
        project,
        heavy: true,
        dropped: () => void settle('cancelled'),
        async run(given) {
          await runKept(given, {
            first: { total: null, unit: 'repairs' },
            model,
            async work(hooks) {
              const { provider: asked } = settings;
              const provider =
                asked === 'auto' ? chooseAuto(await options.providers({ refresh: false, signal: hooks.signal })) : asked;
              const request: HardenRequest = {
                runDir: folder.dir,
                model: model.card,
                runPath: model.runPath,
                data,
                mapping,
                settings,
                provider,
                threads: ofRuns.threads,
              };
              await tasks.run('harden', request, hooks);
            },
            settle,
            isKept: async () => (await readHardenRecord(folder).catch(() => null))?.state === 'partial',
          });
          return { hardenId: folder.id };
        },
      });
      return { jobId: job.id, hardenId: folder.id };
    },

    'harden.list': async ({ project }) => {
      await settleDeadHardenRuns(project);
      return listHardenRuns(project);
    },

    'harden.get': ({ project, hardenId }) => readHardenRecord(folderOfRun(project, hardenId)),

    'harden.accept': async ({ project, hardenId, offers: ids }) => {
      const record = await readHardenRecord(folderOfRun(project, hardenId));
      const { model, data } = requireReady(await projects.parts(project), await projects.view(project));
      await updateProject(project, (file) => {
        const { mapping } = file;
        const offers = wantedOffers(record, ids, file.hardening ?? []);
        if (!mapping || model.card.sha256 !== record.model.sha256 || data.sha256 !== record.data.sha256) throw changed();
        if (!isDeepStrictEqual(withoutHardening(mapping), withoutHardening(record.mapping))) throw changed();
        const after = applySteps(
          mapping,
          offers.flatMap(({ steps }) => steps),
        );
        // Throws where it cannot be carried out: nothing is saved then.
        preparationPlan(model.card, data, after);
        const acceptance = {
          at: new Date().toISOString(),
          undoneAt: null,
          run: record.id,
          offers: offers.map(kept),
          before: partsThatDiffer(mapping, after),
          after: partsThatDiffer(after, mapping),
        };
        return { ...file, mapping: after, hardening: [...(file.hardening ?? []), acceptance] };
      });
      return projects.view(project);
    },

    'harden.undo': async ({ project }) => {
      await updateProject(project, (file) => {
        const history = file.hardening ?? [];
        const at = history.findLastIndex(({ undoneAt }) => undoneAt === null);
        const last = history[at];
        if (!last) {
          throw new AppError('CONFLICT', 'No accepted repair is left to take back.', {
            hint: 'Accept an offer of a hardening run first.',
          });
        }
        return {
          ...file,
          // What was changed by hand since stays as it is.
          mapping: file.mapping && (undoParts(file.mapping, last.before, last.after) ?? file.mapping),
          hardening: history.with(at, { ...last, undoneAt: new Date().toISOString() }),
        };
      });
      return projects.view(project);
    },
  };
}

function kept({ id, kind, column, title, metric, scenario, gain, level, steps }: HardenOffer) {
  return { id, kind, column, title, metric, scenario, gain, level, steps };
}

function changed(): AppError {
  return new AppError('CONFLICT', 'The model, the data or the mapping changed since this hardening run.', {
    hint: 'What was proved was proved for them as they were: harden again.',
  });
}

/** What hardening never changes: it must be the same for what was proved to hold. */
function withoutHardening({ inputs, reading, positive, labels, columns }: Mapping): unknown {
  return {
    reading,
    positive,
    labels,
    target: columns.find(({ role }) => role === 'target')?.name ?? null,
    weight: columns.find(({ role }) => role === 'weight')?.name ?? null,
    inputs: inputs.map(({ input, feeds }) => ({
      input,
      columns: feeds.map(({ column, indicator }) => (indicator ? '' : column)),
    })),
  };
}

function requireTarget(mapping: Mapping): void {
  if (mapping.columns.some(({ role }) => role === 'target')) return;
  throw new AppError('DATA_INVALID', 'No column holds the true answers, so nothing can be proved to help.', {
    hint: 'Name the column with the true answers as target.',
  });
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
