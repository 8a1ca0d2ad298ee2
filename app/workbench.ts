// Composition root: the only file that sees every feature. Puts them together as the handlers of the contract.
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { WorkbenchContract } from './api/contract.ts';
import type { Handlers } from './api/procedure.ts';
import { DataPreview, type DatasetCard, type ReadOptions, type ReadUnderWay } from './api/schemas/datasets.ts';
import type { JobRecord } from './api/schemas/jobs.ts';
import { Mapping } from './api/schemas/mapping.ts';
import type { ProjectView } from './api/schemas/projects.ts';
import { AppError, cancelled, isAppError } from './base/errors.ts';
import { exportRejected, pageRejected, pageRows } from './data/pageRows.ts';
import { createJobs, type JobSpec } from './jobs/jobs.ts';
import type { TaskHooks, TaskRunner } from './jobs/tasks.ts';
import { readLabelsFile } from './model/classNames.ts';
import { copyProject } from './runs/copyProject.ts';
import {
  createProject,
  openProject,
  projectFileName,
  discardEmptyProject,
  renameProject,
  setProjectBaseline,
  setProjectSettings,
  setProjectSlices,
} from './runs/projectStore.ts';
import { folderOfRun } from './runs/runFolder.ts';
import { readRunRecord } from './runs/runStore.ts';
import { hasRunningStress } from './stress/stressStore.ts';
import { createCardStore } from './workbench/cardStore.ts';
import { createBundleHandlers } from './workbench/bundleHandlers.ts';
import { createFormHandlers } from './workbench/formHandlers.ts';
import { createCompareHandlers } from './workbench/compareHandlers.ts';
import { createDriftHandlers } from './workbench/driftHandlers.ts';
import { copyExample, findExample, listExamples } from './workbench/examples.ts';
import { identifyFiles } from './workbench/fileIdentity.ts';
import { createGraphHandlers } from './workbench/graphHandlers.ts';
import { createLintHandlers } from './workbench/lintHandlers.ts';
import { createMonitorHandlers } from './workbench/monitorHandlers.ts';
import { createHardenHandlers } from './workbench/hardenHandlers.ts';
import { createMachineUsage } from './workbench/machineUsage.ts';
import { readMappingFile } from './workbench/mappingFile.ts';
import { createOpenProjects, rejectedRowsPath } from './workbench/openProjects.ts';
import { createProbeHandlers } from './workbench/probeHandlers.ts';
import { createProviderProbes } from './workbench/providerProbes.ts';
import { tryModel } from './workbench/tryModel.ts';
import { createQualityHandlers } from './workbench/qualityHandlers.ts';
import { readFiles } from './workbench/readFiles.ts';
import { createRetrainHandlers } from './workbench/retrainHandlers.ts';
import { createRunHandlers } from './workbench/runHandlers.ts';
import { createKeptBundleHandlers } from './workbench/keptBundleHandlers.ts';
import { createReadinessHandlers } from './workbench/readinessHandlers.ts';
import { createSliceHandlers } from './workbench/sliceHandlers.ts';
import { createStressHandlers } from './workbench/stressHandlers.ts';
import { createRecentHandlers } from './workbench/recentHandlers.ts';
import { createSettings } from './workbench/settingsHandlers.ts';
import { discardBatch, discardUnusable, discardUploads, isRefusal, uploadsFolder } from './workbench/uploadedFiles.ts';

export interface WorkbenchOptions {
  /** Runs app/tasks.ts, each task in a process of its own. */
  tasks: TaskRunner;
  folders: { projects: string; config: string; cache: string; examples: string };
  /** Of the program. */
  version: string;
  /** The built prediction server that goes into bundles. */
  serverScript: string;
  /** Leaves the list of recent projects alone: for commands that work in throw-away projects. */
  recentsAsTheyAre?: boolean;
  /** False where whoever calls may be on another machine: then no command of a person's own is run. True when left out. */
  commandsAllowed?: boolean;
  /** Where the host writes its log; told to whoever asks. */
  logFile?: string;
  /** Unknown errors, before they are masked. */
  log?: (message: string, error: unknown) => void;
}

export interface Workbench {
  handlers: Handlers<WorkbenchContract>;
  /** Cancels all jobs and waits for them. */
  close(): Promise<void>;
}

export function createWorkbench(options: WorkbenchOptions): Workbench {
  const { tasks, folders, version, log = () => undefined } = options;
  const caches = { models: join(folders.cache, 'models'), data: join(folders.cache, 'data') };
  const jobs = createJobs({ log });
  const settings = createSettings({ folders, caches, jobs });
  const uploads = uploadsFolder(folders.projects);
  const projects = createOpenProjects({
    cards: createCardStore(version),
    modelCache: caches.models,
    uploads,
    log,
  });
  const usage = createMachineUsage();

  let runtimes: Promise<{ onnxruntime: string; duckdb: string }> | undefined;
  const runtimeVersions = (): Promise<{ onnxruntime: string; duckdb: string }> => {
    // In another process: a runtime that cannot even be loaded must not take the workbench with it.
    runtimes ??= (tasks.run('versions', {}, quietHooks()) as Promise<{ onnxruntime: string; duckdb: string }>).catch(
      (error: unknown) => {
        runtimes = undefined;
        if (isAppError(error) && error.code !== 'CANCELLED') return { onnxruntime: `not usable: ${error.message}`, duckdb: '' };
        throw error;
      },
    );
    return runtimes;
  };
  const versions = async () => ({ drydock: version, node: process.versions.node, ...(await runtimeVersions()) });
  const providers = createProviderProbes(tasks, {
    path: join(folders.cache, 'providers.json'),
    key: async () => JSON.stringify([version, (await runtimeVersions()).onnxruntime, process.platform, process.arch]),
  });

  const recents = createRecentHandlers({ configFolder: folders.config, asTheyAre: options.recentsAsTheyAre ?? false, log });
  const noteRecent = (view: ProjectView): Promise<void> => recents.note(view.project);

  /** Reads data files and makes them the project's dataset. */
  const readData = (project: string, read: { paths: string[]; options: ReadOptions }): JobSpec => ({
    kind: 'ingest',
    title: `Read ${read.paths.length === 1 ? basename(read.paths[0] ?? '') : `${String(read.paths.length)} files`}`,
    project,
    heavy: true,
    partial: read satisfies ReadUnderWay,
    async run(hooks) {
      const ingest = async (options: ReadOptions): Promise<DatasetCard> =>
        readFiles(tasks, { paths: read.paths, options, cacheDir: caches.data, ...(await settings.memoryLimit()) }, hooks);
      let card = await ingest(read.options);
      if (Object.keys(read.options).length === 0) {
        // The file that was missing is found again: what the person said about reading it still holds.
        const options = await projects.optionsOfMissing(project, card);
        if (options && !isDeepStrictEqual(options, card.options)) card = await ingest(options);
      }
      if (hooks.signal.aborted) throw cancelled();
      await projects.useData(project, card);
      return { rows: card.rows, columns: card.columns.length, rejected: card.rejected, questions: card.questions.length };
    },
  });

  /** Starts a job and waits for its end, whichever that is. */
  const runToEnd = async (spec: JobSpec, signal: AbortSignal): Promise<JobRecord> => {
    const { id } = jobs.start(spec);
    for await (const { job } of jobs.follow({ after: 0, signal })) {
      if (job.id === id && job.endedAt !== null) return job;
    }
    throw cancelled();
  };

  const forNewProjects = async () => {
    const { provider, threads } = await settings.current();
    return { projectsFolder: await settings.projectsFolder(), settings: { provider, threads } };
  };

  const openedData = async (project: string): Promise<DatasetCard> => {
    const { data } = await projects.parts(project);
    if (data) return data;
    throw new AppError('CONFLICT', 'The project has no data yet.', { hint: 'Open a data file first.' });
  };

  /** What work on a project needs. */
  const work = { projects, jobs, tasks, providers, versions, caches, memoryLimit: settings.memoryLimit, log };

  const handlers: Handlers<WorkbenchContract> = {
    'app.info': async () => ({
      version,
      platform: `${process.platform} ${process.arch}`,
      node: process.versions.node,
      ...(await runtimeVersions()),
      projectsFolder: await settings.projectsFolder(),
      ...(options.logFile !== undefined && { logFile: options.logFile }),
      examples: (await listExamples(folders.examples)).map(({ name, title, description }) => ({ name, title, description })),
    }),
    'app.usage': async () => usage(),
    ...settings.handlers,
    'app.providers': async ({ refresh, project }, { signal }) => {
      const statuses = await providers({ refresh, signal });
      const model = project === undefined ? null : (await projects.parts(folderOf(project))).model;
      return model ? tryModel(tasks, { statuses, model, signal }) : statuses;
    },

    'files.identify': async ({ paths }) => {
      const files = await identifyFiles(paths.map((path) => resolve(path)));
      await discardUnusable(files, uploads);
      return files;
    },

    ...recents.handlers,
    'projects.locate': async ({ project, at }, { signal }) =>
      handlers['projects.open']({ project: await recents.locate(project, at) }, { signal }),
    'projects.create': async ({ name, folder }) => {
      const { dir } = await createProject({ name, folder, ...(await forNewProjects()) });
      const view = await projects.view(dir);
      await noteRecent(view);
      return view;
    },
    'projects.discard': async ({ project, isHalfNothing }) => {
      const dir = folderOf(project);
      const isGone = await discardEmptyProject(dir, { isHalfNothing });
      if (isGone) await recents.forget(dir);
      return { isGone };
    },
    'projects.open': async ({ project }, { signal }) => {
      const { dir } = await openProject(project);
      const before = await projects.view(dir);
      if (before.runs.some(({ state }) => state === 'running') || (await hasRunningStress(dir))) {
        await tasks
          .run('settleDead', { project: dir }, { ...quietHooks(), signal })
          .catch((error: unknown) => log('runs could not be settled', error));
      }
      const unread = await projects.unreadData(dir);
      if (unread) await runToEnd(readData(dir, unread), signal);
      const view = await projects.view(dir);
      await noteRecent(view);
      return view;
    },
    'projects.get': ({ project }) => projects.view(folderOf(project)),
    'projects.rename': async ({ project, name }) => {
      await renameProject(folderOf(project), name);
      const view = await projects.view(folderOf(project));
      await noteRecent(view);
      return view;
    },
    'projects.setModel': async ({ project, path, labels: file }, { signal }) => {
      const labels = file === undefined ? undefined : await readLabelsFile(resolve(file));
      try {
        await projects.useModel(folderOf(project), { path: resolve(path), labels }, signal);
      } catch (error) {
        if (isRefusal(error)) await discardBatch(resolve(path), uploads);
        throw error;
      }
      return projects.view(folderOf(project));
    },
    'projects.setData': async ({ project, paths, options: read }) => {
      const { dir } = await openProject(project);
      const given = paths.map((path) => resolve(path));
      const spec = readData(dir, { paths: given, options: read });
      const job = jobs.start({
        ...spec,
        run: async (hooks) => {
          try {
            return await spec.run(hooks);
          } catch (error) {
            if (isRefusal(error)) await discardUploads(given, uploads);
            throw error;
          }
        },
      });
      return { jobId: job.id };
    },
    'projects.setMapping': async ({ project, mapping }) => {
      await projects.useMapping(folderOf(project), mapping);
      return projects.view(folderOf(project));
    },
    'projects.loadMapping': async ({ project, path, told }) => {
      await projects.loadMapping(folderOf(project), await readMappingFile(resolve(path)), told);
      return projects.view(folderOf(project));
    },
    'projects.suggestMapping': async ({ project, told, keep }) => {
      await (keep ? projects.tellMapping(folderOf(project), told) : projects.suggestAnew(folderOf(project), told));
      return projects.view(folderOf(project));
    },
    'projects.setSettings': async ({ project, settings }) => {
      await setProjectSettings(folderOf(project), settings);
      return projects.view(folderOf(project));
    },
    'projects.setBaseline': async ({ project, runId }) => {
      const dir = folderOf(project);
      if (runId !== null) await readRunRecord(folderOfRun(dir, runId));
      await setProjectBaseline(dir, runId);
      return projects.view(dir);
    },
    'projects.setSlices': async ({ project, slices }) => {
      await setProjectSlices(folderOf(project), slices);
      return projects.view(folderOf(project));
    },
    'projects.saveCopy': async ({ project, folder }) => ({ project: await copyProject(folderOf(project), folder) }),
    'projects.openExample': async ({ name, run }, { signal }) => {
      const example = await findExample(folders.examples, name);
      const { dir } = await createProject({ name: example.title, ...(await forNewProjects()) });
      const files = await copyExample(folders.examples, example, dir);
      await projects.useModel(dir, { path: files.model });
      await noteRecent(await projects.view(dir));
      const read = readData(dir, { paths: files.data, options: {} });
      const job = jobs.start({
        ...read,
        async run(hooks) {
          const result = await read.run(hooks);
          if (files.mapping) await projects.useMapping(dir, Mapping.parse(JSON.parse(await readFile(files.mapping, 'utf8'))));
          // Waits in the queue before this job has ended: nobody sees a moment between the two.
          if (run) await handlers['runs.start']({ project: dir }, { signal });
          return result;
        },
      });
      return { jobId: job.id, project: dir };
    },

    ...createGraphHandlers({ projects, folderOf }),
    ...createLintHandlers({ projects, jobs, tasks, providers, folderOf }),
    ...createProbeHandlers({ projects, tasks, providers, folderOf }),

    'data.preview': async ({ paths, options: read }, { signal }) =>
      DataPreview.nullable().parse(
        await tasks.run(
          'preview',
          { paths: paths.map((path) => resolve(path)), options: read, cacheDir: caches.data },
          { ...quietHooks(), signal },
        ),
      ),
    'data.rows': async ({ project, page }, { signal }) => pageRows(await openedData(folderOf(project)), page, { signal }),
    'data.rejected': async ({ project, page }, { signal }) => pageRejected(await openedData(folderOf(project)), page, { signal }),
    'data.exportRejected': async ({ project }) => {
      const dir = folderOf(project);
      return { path: await exportRejected(await openedData(dir), rejectedRowsPath(dir)) };
    },

    ...createQualityHandlers({
      projects,
      jobs,
      tasks,
      dataCache: caches.data,
      memoryLimit: settings.memoryLimit,
      version,
    }),

    ...createRunHandlers(work),
    ...createFormHandlers(work),
    ...createBundleHandlers({ ...work, serverScript: options.serverScript }),
    ...createCompareHandlers(work),
    ...createKeptBundleHandlers(),
    ...createReadinessHandlers(work),
    ...createSliceHandlers(work),
    ...createStressHandlers(work),
    ...createHardenHandlers(work),
    ...createDriftHandlers(work),
    ...createRetrainHandlers({ ...work, commandsAllowed: options.commandsAllowed ?? true }),
    ...createMonitorHandlers(work),

    'jobs.list': async () => jobs.list(),
    'jobs.cancel': async ({ jobId }) => jobs.cancel(jobId),
    'jobs.follow': ({ after }, { signal }) => jobs.follow({ after, signal }),
  };

  return { handlers, close: () => jobs.close() };
}

/** A project is named by its folder, or by the drydock.json in it. */
function folderOf(project: string): string {
  const path = resolve(project);
  return basename(path) === projectFileName ? join(path, '..') : path;
}

function quietHooks(): TaskHooks {
  return { signal: new AbortController().signal, onProgress: () => undefined, onPartial: () => undefined };
}
