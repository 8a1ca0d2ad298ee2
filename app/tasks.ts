// THE table of heavy work: what runs in a worker process. Input is plain JSON data, checked there; each entry names a
// plain function of a feature. Inputs made by the workbench itself are checked for their shape only where people can edit them.
import { z } from 'zod';
import { FilePath } from './api/schemas/common.ts';
import { ReadOptions } from './api/schemas/datasets.ts';
import { ProviderName } from './api/schemas/runs.ts';
import { exportBundle } from './bundle/exportBundle.ts';
import type { StartProcess } from './bundle/processHandle.ts';
import { verifyBundle } from './bundle/verifyBundle.ts';
import { duckdbVersion } from './data/duckdb.ts';
import { ingest } from './data/ingest.ts';
import { probeProvider } from './inference/providers.ts';
import { openSession as openRuntimeSession, runtimeVersion } from './inference/runtime.ts';
import { type Task, task } from './jobs/tasks.ts';
import { openModel } from './model/openModel.ts';
import type { OpenReader } from './runs/batchReader.ts';
import { settleDeadRuns, settleRun } from './runs/settleRun.ts';
import { validate } from './runs/validate.ts';
import { ValidateRequest, type ValidateContext } from './runs/validateRequest.ts';

/** What only the process that runs a task can give it. */
export interface TaskFacilities {
  openReader: OpenReader;
  startProcess: StartProcess;
  /** Another runtime than onnxruntime's. */
  openSession?: NonNullable<ValidateContext['openSession']>;
}

const runnableProvider = ProviderName.exclude(['auto']);

export function createTasks({ openReader, startProcess, openSession }: TaskFacilities): Record<string, Task> {
  return {
    versions: task(z.object({}), async () => ({ onnxruntime: await runtimeVersion(), duckdb: duckdbVersion() })),

    probe: task(z.object({ provider: runnableProvider }), ({ provider }) => probeProvider(provider)),

    open: task(z.object({ path: FilePath, provider: runnableProvider }), async ({ path, provider }) => {
      const session = await (openSession ?? openRuntimeSession)(path, { provider });
      await session.close();
      return {};
    }),

    ingest: task(
      z.object({ paths: z.array(FilePath), options: ReadOptions, cacheDir: FilePath }),
      ({ paths, options, cacheDir }, { signal, onProgress }) => ingest({ paths, options }, { cacheDir, signal, onProgress }),
    ),

    validate: task(ValidateRequest, (request, { signal, onProgress, onPartial }) =>
      validate(request, { signal, onProgress, onPartial, openReader, ...(openSession && { openSession }) }),
    ),

    settle: task(z.object({ runDir: FilePath, reason: z.string() }), ({ runDir, reason }) => settleRun(runDir, reason)),

    settleDead: task(z.object({ project: FilePath }), ({ project }) => settleDeadRuns(project)),

    bundle: task(
      z.object({
        projectDir: FilePath,
        runId: z.string(),
        out: FilePath,
        name: z.string().optional(),
        serverDist: FilePath,
        /** Where the run's model and data are now: the project may have moved since. */
        model: z.object({ path: FilePath, cacheDir: FilePath }),
        data: z.object({ paths: z.array(FilePath), options: ReadOptions, cacheDir: FilePath }),
      }),
      ({ model, data, ...request }, { signal, onProgress }) =>
        exportBundle(request, {
          signal,
          onProgress,
          openModel: (_path, given) => openModel(model.path, { cacheDir: model.cacheDir, ...(given && { signal: given }) }),
          openData: (_paths, given) =>
            ingest({ paths: data.paths, options: data.options }, { cacheDir: data.cacheDir, signal: given }),
        }),
    ),

    verify: task(z.object({ path: FilePath }), ({ path }, { signal, onProgress }) =>
      verifyBundle(path, { startProcess, signal, onProgress }),
    ),
  };
}
