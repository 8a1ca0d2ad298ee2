// THE table of heavy work: what runs in a worker process. Input is plain JSON data, checked there; each entry names a
// plain function of a feature. Inputs made by the workbench itself are checked for their shape only where people can edit them.
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { RuntimePlatform } from './api/schemas/bundles.ts';
import { FilePath } from './api/schemas/common.ts';
import { DatasetCard, ReadOptions } from './api/schemas/datasets.ts';
import { FormKind } from './api/schemas/forms.ts';
import { LoadRequest } from './api/schemas/load.ts';
import { PreparationPlan } from './api/schemas/mapping.ts';
import { ProviderName } from './api/schemas/runs.ts';
import { apiKeyVariable } from './base/testHeader.ts';
import { exportBundle } from './bundle/exportBundle.ts';
import { makeForm } from './bundle/forms/makeForm.ts';
import { measureForm } from './bundle/forms/measureForm.ts';
import { loadTest } from './bundle/load/loadTest.ts';
import type { StartProcess } from './bundle/processHandle.ts';
import { signBundle } from './bundle/signBundle.ts';
import { verifyBundle } from './bundle/verifyBundle.ts';
import { duckdbVersion } from './data/duckdb.ts';
import { ingest } from './data/ingest.ts';
import { previewData } from './data/previewData.ts';
import { probeProvider } from './inference/providers.ts';
import { openSession as openRuntimeSession, runtimeVersion } from './inference/runtime.ts';
import { type Task, task } from './jobs/tasks.ts';
import { openModel } from './model/openModel.ts';
import type { OpenReader } from './runs/batchReader.ts';
import { QualityRequest, runChecks } from './quality/runChecks.ts';
import { compareRuns } from './runs/compare/compareRuns.ts';
import { largestDifference } from './runs/compare/largestDifference.ts';
import type { OpenTally } from './runs/runTally.ts';
import { findRunLabelIssues } from './runs/labelIssues/labelIssueFile.ts';
import { settleDeadRuns, settleRun } from './runs/settleRun.ts';
import { runStress } from './stress/runStress.ts';
import { stressRows } from './stress/stressRows.ts';
import { settleDeadStressRuns } from './stress/stressStore.ts';
import { StressRequest, StressRowsTask } from './stress/stressRequest.ts';
import { validate } from './runs/validate.ts';
import { LintRequest, runCheck } from './stress/lint/runCheck.ts';
import { HardenRequest } from './stress/harden/hardenRequest.ts';
import { runHarden } from './stress/harden/runHarden.ts';
import { ReadLogRequest } from './api/schemas/monitor.ts';
import { ReadinessReport } from './api/schemas/readiness.ts';
import { importLog } from './monitor/importLog.ts';
import { recordLogged, RecordRequest } from './monitor/recordLogged.ts';
import { DriftRequest } from './drift/driftRequest.ts';
import { runDrift } from './drift/runDrift.ts';
import { saveReference, SaveReferenceRequest } from './drift/saveReference.ts';
import type { LearnTogether } from './drift/together/learnTogether.ts';
import { planTraining } from './retrain/planTraining.ts';
import { RetrainRequest } from './retrain/retrainRequest.ts';
import { runTraining } from './retrain/runTraining.ts';
import { runWeakSlices, WeakSlicesTask } from './stress/slices/runWeakSlices.ts';
import { ValidateRequest, type ValidateContext } from './runs/validateRequest.ts';

/** What only the process that runs a task can give it. */
export interface TaskFacilities {
  openReader: OpenReader;
  openTally: OpenTally;
  startProcess: StartProcess;
  /** Elsewhere than in the main thread. */
  learnTogether?: LearnTogether;
  /** Another runtime than onnxruntime's. */
  openSession?: NonNullable<ValidateContext['openSession']>;
  /** Faults that a task goes on after. */
  log?: (message: string, error: unknown) => void;
}

const runnableProvider = ProviderName.exclude(['auto']);

export function createTasks({
  openReader,
  openTally,
  startProcess,
  learnTogether,
  openSession,
  log,
}: TaskFacilities): Record<string, Task> {
  return {
    versions: task(z.object({}), async () => ({ onnxruntime: await runtimeVersion(), duckdb: duckdbVersion() })),

    probe: task(z.object({ provider: runnableProvider }), ({ provider }) => probeProvider(provider)),

    open: task(z.object({ path: FilePath, provider: runnableProvider }), async ({ path, provider }) => {
      const session = await (openSession ?? openRuntimeSession)(path, { provider });
      await session.close();
      return {};
    }),

    ingest: task(
      z.object({
        paths: z.array(FilePath),
        options: ReadOptions,
        cacheDir: FilePath,
        temporary: FilePath.optional(),
        memoryLimit: z.string().optional(),
      }),
      ({ paths, options, cacheDir, temporary, memoryLimit }, { signal, onProgress }) =>
        ingest({ paths, options }, { cacheDir, temporary, memoryLimit, signal, onProgress }),
    ),

    quality: task(QualityRequest, (request, hooks) => runChecks(request, hooks)),

    preview: task(
      z.object({ paths: z.array(FilePath), options: ReadOptions, cacheDir: FilePath }),
      ({ paths, options, cacheDir }, { signal }) => previewData({ paths, options }, { cacheDir, signal }),
    ),

    validate: task(ValidateRequest, (request, { signal, onProgress, onPartial }) =>
      validate(request, { signal, onProgress, onPartial, openReader, openTally, ...(openSession && { openSession }) }),
    ),

    // A provider may hold the process up for long, or end it: not in the one that answers questions.
    lint: task(LintRequest, (request, { signal }) =>
      runCheck(request, { openSession: openSession ?? openRuntimeSession, signal }),
    ),

    harden: task(HardenRequest, (request, { signal, onProgress, onPartial }) =>
      runHarden(request, { signal, onProgress, onPartial, ...(openSession && { openSession }) }),
    ),

    stress: task(StressRequest, (request, { signal, onProgress, onPartial }) =>
      runStress(request, {
        signal,
        onProgress,
        onPartial,
        ...(log && { log }),
        ...(openSession && { openSession }),
      }).then(({ id, state }) => ({ id, state })),
    ),

    stressRows: task(StressRowsTask, (request, { signal }) =>
      stressRows(request, { signal, ...(openSession && { openSession }) }),
    ),

    compare: task(z.object({ runDirs: z.array(FilePath) }), ({ runDirs }, { signal }) => compareRuns({ runDirs, signal })),

    makeForm: task(
      z.object({ kind: FormKind, path: FilePath, target: FilePath, plan: PreparationPlan, data: DatasetCard }),
      ({ kind, ...request }, { signal }) => makeForm(kind, { ...request, signal }),
    ),

    measureForm: task(
      z.object({ originalPath: FilePath, formPath: FilePath, plan: PreparationPlan, data: DatasetCard }),
      (request, { signal }) => measureForm(request, signal),
    ),

    largestDifference: task(z.object({ a: FilePath, b: FilePath }), async (runDirs, { signal }) => ({
      largest: await largestDifference(runDirs, signal),
    })),

    weakSlices: task(WeakSlicesTask, ({ runDir, data, settings, selection }, { signal }) =>
      runWeakSlices({ runDir, data, signal }, settings, selection),
    ),

    saveReference: task(SaveReferenceRequest, (request, { signal, onProgress }) =>
      saveReference(request, { signal, onProgress }),
    ),

    drift: task(DriftRequest, (request, { signal, onProgress }) => runDrift(request, { signal, onProgress, learnTogether })),

    retrainPlan: task(RetrainRequest, (request, { signal }) =>
      planTraining(request, { environment: process.env, tempDirectory: tmpdir(), signal }),
    ),

    retrain: task(RetrainRequest, (request, hooks) => runTraining(request, { ...hooks, startProcess })),

    readLog: task(ReadLogRequest, (request, { signal, onProgress }) => importLog(request, { signal, onProgress })),

    recordLogged: task(RecordRequest, (request, { signal, onProgress }) => recordLogged(request, { signal, onProgress })),

    labelIssues: task(z.object({ runDir: FilePath }), ({ runDir }, { signal }) =>
      findRunLabelIssues({ runDir, data: null, signal }),
    ),

    settle: task(
      z.object({ runDir: FilePath, reason: z.string(), isCancelled: z.boolean() }),
      ({ runDir, reason, isCancelled }) => settleRun(runDir, reason, isCancelled),
    ),

    settleDead: task(z.object({ project: FilePath }), async ({ project }) => [
      ...(await settleDeadRuns(project)),
      ...(await settleDeadStressRuns(project)),
    ]),

    bundle: task(
      z.object({
        projectDir: FilePath,
        runId: z.string(),
        out: FilePath,
        name: z.string(),
        serverDist: FilePath,
        targets: z.array(z.string()).optional(),
        leaveOut: z.boolean().optional(),
        isDraft: z.boolean().optional(),
        runtime: z.array(RuntimePlatform).optional(),
        readiness: ReadinessReport.optional(),
        /** Where the run's model and data are now: the project may have moved since. */
        model: z.object({ path: FilePath, cacheDir: FilePath }),
        data: z.object({
          paths: z.array(FilePath),
          options: ReadOptions,
          cacheDir: FilePath,
          memoryLimit: z.string().optional(),
        }),
      }),
      ({ model, data, ...request }, { signal, onProgress }) =>
        exportBundle(request, {
          signal,
          onProgress,
          openModel: (_path, given) => openModel(model.path, { cacheDir: model.cacheDir, ...(given && { signal: given }) }),
          openData: (_paths, given) =>
            ingest(
              { paths: data.paths, options: data.options },
              { cacheDir: data.cacheDir, memoryLimit: data.memoryLimit, signal: given },
            ),
        }),
    ),

    loadtest: task(LoadRequest, (request, { signal, onProgress }) =>
      loadTest(request, { startProcess, signal, onProgress, apiKey: process.env[apiKeyVariable] }),
    ),

    verify: task(
      z.object({
        path: FilePath,
        url: z.string().optional(),
        signedBy: z.object({ publicKey: FilePath, signature: FilePath.optional() }).optional(),
      }),
      ({ path, url, signedBy }, { signal, onProgress }) =>
        verifyBundle(path, { startProcess, signal, onProgress, url, signedBy, apiKey: process.env[apiKeyVariable] }),
    ),

    sign: task(z.object({ path: FilePath, key: FilePath, out: FilePath.optional() }), (request, { signal }) =>
      signBundle(request, { signal, password: process.env['DRYDOCK_KEY_PASSWORD'] }),
    ),
  };
}
