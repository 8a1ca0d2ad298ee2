// Load test of a bundle: unpacked elsewhere, checked, its own server started, measured, stopped.
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleManifest } from '../../api/schemas/bundles.ts';
import type { LoadResult, LoadSettings } from '../../api/schemas/load.ts';
import { PreparationPlan } from '../../api/schemas/mapping.ts';
import type { StartProcess } from '../processHandle.ts';
import { startBundleServer } from '../verify/bundleServer.ts';
import { intactBundle } from '../verify/intactBundle.ts';
import { provideRuntime } from '../verify/provideRuntime.ts';
import { readGoldenFiles } from '../verify/replayGolden.ts';
import { namedRequests, tensorRequests, type MakeRequests } from './loadRequests.ts';
import { loadResult } from './loadResult.ts';
import { goalOf, measureLoad, secondsOf, StepRunner, type LoadHooks, type LoadTarget } from './measureLoad.ts';
import { createUsageMeter, processUsage } from './processUsage.ts';

export interface LoadContext extends LoadHooks {
  startProcess: StartProcess;
}

type ServerSettings = Record<string, string>;

/** From /proc it costs next to nothing; elsewhere a process is started for each look. */
const lookEveryMs = process.platform === 'linux' ? 250 : 2_000;

async function requestsOf(folder: string, manifest: BundleManifest, tensors: boolean): Promise<MakeRequests> {
  const golden = await readGoldenFiles(folder);
  if (!tensors) return namedRequests(golden);
  const plan = PreparationPlan.parse(JSON.parse(await readFile(join(folder, 'model/preprocess.json'), 'utf8')));
  return tensorRequests(golden, { name: manifest.name, plan });
}

/** Runs work against a server of its own with these settings. */
export async function withServer<T>(
  bundle: { folder: string; makeRequests: MakeRequests; settings: ServerSettings },
  context: LoadContext,
  work: (target: LoadTarget) => Promise<T>,
): Promise<T> {
  const { startProcess, signal } = context;
  const server = await startBundleServer(bundle.folder, { startProcess, signal, settings: bundle.settings });
  const { pid } = server;
  const meter = createUsageMeter(pid === undefined ? null : () => processUsage(pid, startProcess), lookEveryMs);
  try {
    return await work({ url: server.url, makeRequests: bundle.makeRequests, meter });
  } finally {
    meter.close();
    // Nothing is under way any more that a gentler end would save.
    await server.kill();
  }
}

/** What is worth trying on a machine: more workers, one thread each, requests put together for a while. */
export function settingsToTry(cores: number, isBatchDependent: boolean): ServerSettings[] {
  const workers: ServerSettings[] = cores > 1 ? [{ WORKERS: String(cores), THREADS: '1' }, { THREADS: String(cores) }] : [];
  const batches: ServerSettings[] = isBatchDependent
    ? []
    : ['0', '2', '5'].map((delay) => ({ MAX_BATCH_ROWS: '64', MAX_BATCH_DELAY_MS: delay }));
  const both =
    cores > 1 && !isBatchDependent
      ? [{ WORKERS: String(cores), THREADS: '1', MAX_BATCH_ROWS: '64', MAX_BATCH_DELAY_MS: '2' }]
      : [];
  return [{}, ...workers, ...batches, ...both];
}

const tuningConcurrency = 16;

/** So much more than the defaults answer, or they stay: less than that may be chance. */
const worthChanging = 1.05;

/** The highest throughput within the goal, or the highest where none is within it. */
export function chooseSettings(tried: LoadResult['tuning'], p99Ms: number): LoadResult['tuning'] {
  const within = tried.filter((one) => one.p99Ms <= p99Ms);
  const among = within.length > 0 ? within : tried;
  const defaults = among.find(({ settings }) => Object.keys(settings).length === 0);
  const best = among.reduce((found, one) => (one.ratePerSecond > found.ratePerSecond ? one : found), among[0]!);
  const chosen = defaults && best.ratePerSecond < defaults.ratePerSecond * worthChanging ? defaults : best;
  return tried.map((one) => ({ ...one, chosen: one === chosen }));
}

/** Every setting under the same load. */
async function tune(
  bundle: { folder: string; makeRequests: MakeRequests },
  settings: LoadSettings,
  candidates: readonly ServerSettings[],
  context: LoadContext,
): Promise<LoadResult['tuning']> {
  const tried: LoadResult['tuning'] = [];
  for (const candidate of candidates) {
    const name = Object.entries(candidate).map(([key, value]) => `${key}=${value}`);
    const step = await withServer({ ...bundle, settings: candidate }, context, (target) =>
      new StepRunner(target, context).run(name.join(' ') || 'defaults', {
        load: { mode: 'closed', concurrency: tuningConcurrency },
        rowsPerRequest: settings.rowsPerRequest,
        seconds: secondsOf(settings),
      }),
    );
    if (step.ratePerSecond.value !== null && step.p99Ms.value !== null)
      tried.push({ settings: candidate, ratePerSecond: step.ratePerSecond.value, p99Ms: step.p99Ms.value, chosen: false });
  }
  return tried.length === 0 ? [] : chooseSettings(tried, goalOf(settings).p99Ms);
}

/**
 * @throws BUNDLE_INVALID when the bundle is not as exported (nothing of it is run then) or its server does not start, CANCELLED
 */
export async function loadBundle(path: string, settings: LoadSettings, context: LoadContext): Promise<LoadResult> {
  const { startProcess, signal, onProgress } = context;
  const at = new Date().toISOString();
  const loadBefore = loadavg()[0] ?? 0;
  // The real path: a link in it would make the runtime's files look like they lie elsewhere.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'drydock-load-')));
  try {
    onProgress?.({ stage: 'checking the bundle', done: 0, total: null, unit: 'requests' });
    const manifest = await intactBundle(path, folder, signal);
    await provideRuntime(join(folder, 'server'), { startProcess, signal });
    const makeRequests = await requestsOf(folder, manifest, settings.tensors);
    const bundle = { folder, makeRequests };
    const isBatchDependent = manifest.model.batchDependent !== undefined;
    const tuning = settings.tune
      ? await tune(bundle, settings, settingsToTry(availableParallelism(), isBatchDependent), context)
      : [];
    const serverSettings = tuning.find(({ chosen }) => chosen)?.settings ?? {};
    const measurements = await withServer({ ...bundle, settings: serverSettings }, context, (target) =>
      measureLoad(target, settings, context),
    );
    return loadResult({
      of: { kind: 'bundle', where: path, name: manifest.name, runId: manifest.run.id },
      settings,
      measurements,
      serverSettings,
      tuning,
      at,
      isBatchDependent,
      loadBefore,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Golden rows of a bundle whose server runs somewhere else already. Nothing of the bundle is run. */
export async function readBundleRows(
  path: string,
  settings: LoadSettings,
  signal: AbortSignal | undefined,
): Promise<{ manifest: BundleManifest; makeRequests: MakeRequests }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'drydock-load-')));
  try {
    const manifest = await intactBundle(path, folder, signal);
    return { manifest, makeRequests: await requestsOf(folder, manifest, settings.tensors) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
