// Everything about bundles that the contract offers: export, verify, load test.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { servedName } from '../api/names.ts';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import type { FormKind } from '../api/schemas/forms.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { TargetInfo, type RuntimePlatform } from '../api/schemas/bundles.ts';
import { LoadResult } from '../api/schemas/load.ts';
import { bundlesFolder } from '../bundle/keptBundles.ts';
import { readLoad, writeLoad } from '../bundle/load/loadFile.ts';
import { runtimeOffers } from '../bundle/runtimeFiles.ts';
import { bundleTargets, chosenTargets } from '../bundle/targets/registry.ts';
import { openModel } from '../model/openModel.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunRecord } from '../runs/runStore.ts';
import { runOfForm } from './formHandlers.ts';
import { readReadiness } from './readinessHandlers.ts';
import { requireSame } from './readyProject.ts';
import type { RunHandlersOptions } from './runHandlers.ts';

type BundleHandlers = Pick<
  Handlers<WorkbenchContract>,
  | 'bundles.targets'
  | 'bundles.runtimes'
  | 'bundles.export'
  | 'bundles.draft'
  | 'bundles.verify'
  | 'bundles.sign'
  | 'bundles.loadtest'
  | 'bundles.lastLoad'
>;

export interface BundleHandlersOptions extends Pick<
  RunHandlersOptions,
  'projects' | 'jobs' | 'tasks' | 'caches' | 'memoryLimit'
> {
  /** The built prediction server. */
  serverScript: string;
}

interface ExportChoices {
  project: string;
  runId: string;
  name?: string | undefined;
  targets?: string[] | undefined;
  leaveOut?: boolean | undefined;
  form?: FormKind | undefined;
  runtime?: RuntimePlatform[] | undefined;
}

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

export function createBundleHandlers(options: BundleHandlersOptions): BundleHandlers {
  const { projects, jobs, tasks, caches } = options;

  /** The model of a run where it was, if it is the same still. */
  const readModel = async ({ path, sha256 }: { path: string; sha256: string }): Promise<ModelCard | null> => {
    const card = await openModel(path, { cacheDir: caches.models }).then(
      (found) => found.card,
      () => null,
    );
    return card?.sha256 === sha256 ? card : null;
  };

  const exportJob = async (
    kind: 'bundle' | 'draft',
    { project, runId: given, name, targets, leaveOut = false, form, runtime }: ExportChoices,
    place: (name: string, runId: string) => string,
  ): Promise<{ jobId: string }> => {
    chosenTargets(targets);
    const runId = form === undefined ? given : await runOfForm(project, given, form);
    const record = await readRunRecord(folderOfRun(project, runId));
    const { model: opened, data: read } = await projects.parts(project);
    // The project may have gone on to another model since; what is exported is that of the run.
    const before = opened?.card.sha256 === record.model.sha256 ? null : await readModel(record.model);
    const view = await projects.view(project);
    const { model, data } = requireSame({ model: before ?? opened?.card ?? null, data: read }, record, view);
    const hasFigures = !record.deployed && (record.state === 'complete' || record.state === 'partial');
    const readiness = hasFigures ? await readReadiness(projects, project, runId) : undefined;
    const bundle = name ?? servedName(view.name);
    const job = jobs.start({
      kind,
      title: `${kind === 'draft' ? 'Preview of a bundle' : 'Bundle'} of ${record.name}`,
      project,
      heavy: true,
      run: async (hooks) =>
        tasks.run(
          'bundle',
          {
            projectDir: project,
            runId,
            out: place(bundle, runId),
            name: bundle,
            serverDist: options.serverScript,
            targets,
            leaveOut,
            isDraft: kind === 'draft',
            runtime,
            readiness,
            model: { path: model.path, cacheDir: caches.models },
            data: { paths: data.paths, options: data.options, cacheDir: caches.data, ...(await options.memoryLimit()) },
          },
          hooks,
        ),
    });
    return { jobId: job.id };
  };

  return {
    'bundles.targets': async () => bundleTargets.map((target) => TargetInfo.parse(target)),

    'bundles.runtimes': async () => runtimeOffers(dirname(options.serverScript)),

    'bundles.export': async ({ out, ...choices }) =>
      exportJob('bundle', choices, (name, runId) => out ?? join(bundlesFolder(choices.project), `${name}-${runId}.zip`)),

    'bundles.draft': async (choices) => exportJob('draft', choices, () => join(choices.project, '.drydock/draft.zip')),

    'bundles.verify': async ({ path, url, signedBy }) => {
      const job = jobs.start({
        kind: 'verify',
        title: `Verify ${fileName(path)}`,
        project: null,
        heavy: true,
        run: (hooks) => tasks.run('verify', { path, url, signedBy }, hooks),
      });
      return { jobId: job.id };
    },

    'bundles.sign': async (request) => {
      const job = jobs.start({
        kind: 'sign',
        title: `Sign ${fileName(request.path)}`,
        project: null,
        heavy: true,
        run: (hooks) => tasks.run('sign', request, hooks),
      });
      return { jobId: job.id };
    },

    'bundles.loadtest': async ({ project, ...request }) => {
      const job = jobs.start({
        kind: 'loadtest',
        title: `Load test of ${fileName(request.target)}`,
        project: project ?? null,
        heavy: true,
        run: async (hooks) => {
          const result = LoadResult.parse(await tasks.run('loadtest', request, hooks));
          // A bundle of another project is measured all the same; its run is not here.
          const dir = project !== undefined && result.of.runId !== null ? folderOfRun(project, result.of.runId).dir : null;
          if (dir !== null && existsSync(dir)) await writeLoad(dir, result);
          return result;
        },
      });
      return { jobId: job.id };
    },

    'bundles.lastLoad': async ({ project, runId }) => ({ load: await readLoad(folderOfRun(project, runId).dir) }),
  };
}
