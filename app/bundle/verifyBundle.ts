// Proves a bundle: files as exported, server starts by itself, golden rows get the validated answers, clean stop.
import { cp, mkdtemp, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleManifest, VerifyResult } from '../api/schemas/bundles.ts';
import { PreparationPlan } from '../api/schemas/mapping.ts';
import { throwIfAborted } from '../base/abort.ts';
import { AppError, isAppError, isCancelled } from '../base/errors.ts';
import type { StartProcess } from './processHandle.ts';
import { statedParameters } from '../prepare/decision.ts';
import { archiveDifference } from './verify/checkArchive.ts';
import { checkFiles } from './verify/checkFiles.ts';
import { provideRuntime } from './verify/provideRuntime.ts';
import { startBundleServer, type BundleServer } from './verify/bundleServer.ts';
import { readGoldenFiles, replayPredict, replayTensors } from './verify/replayGolden.ts';
import { unpackZip, type UnpackedEntry } from './zip/readZip.ts';

export interface VerifyContext {
  startProcess: StartProcess;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { stage: string; done: number; total: number; unit: string }) => void) | undefined;
  /** Install the runtime from the bundle's lock file even where this program's own copy has the same version. */
  install?: boolean | undefined;
}

class Checks {
  readonly list: VerifyResult['checks'] = [];
  readonly #context: VerifyContext;

  constructor(context: VerifyContext) {
    this.#context = context;
  }

  /** Runs one check. Its text is the detail; an error or a list of problems makes it fail. */
  async run(name: string, check: () => Promise<string | { problems: string[]; fine: string }>): Promise<boolean> {
    throwIfAborted(this.#context.signal);
    this.#context.onProgress?.({ stage: name, done: this.list.length, total: stages, unit: 'checks' });
    try {
      const result = await check();
      if (typeof result === 'string') this.list.push({ name, ok: true, detail: result });
      else
        this.list.push({
          name,
          ok: result.problems.length === 0,
          detail: result.problems.length === 0 ? result.fine : summary(result.problems),
        });
    } catch (error) {
      throwIfAborted(this.#context.signal);
      if (isCancelled(error)) throw error;
      const detail = isAppError(error)
        ? `${error.message} ${error.hint}`
        : error instanceof Error
          ? error.message
          : String(error);
      this.list.push({ name, ok: false, detail });
    }
    return this.list.at(-1)!.ok;
  }
}

const stages = 10;
const listed = 20;

function summary(problems: string[]): string {
  const more = problems.length > listed ? `; and ${problems.length - listed} more` : '';
  return `${problems.slice(0, listed).join('; ')}${more}`;
}

async function getJson(url: string, signal: AbortSignal | undefined): Promise<Record<string, unknown>> {
  const response = await fetch(url, signal ? { signal } : {});
  if (!response.ok) throw new Error(`GET ${new URL(url).pathname} answered ${response.status}.`);
  return (await response.json()) as Record<string, unknown>;
}

async function checkServer(
  server: BundleServer,
  folder: string,
  manifest: BundleManifest,
  checks: Checks,
  signal: AbortSignal | undefined,
): Promise<void> {
  const plan = PreparationPlan.parse(JSON.parse(await readFile(join(folder, 'model/preprocess.json'), 'utf8')));
  const golden = await readGoldenFiles(folder);
  await checks.run('metadata', async () => {
    const metadata = await getJson(`${server.url}/v2/models/${manifest.name}`, signal);
    const inputs = metadata['inputs'] as { name: string }[];
    const names = inputs.map((input) => input.name).join(', ');
    const expected = plan.inputs.map((input) => input.input).join(', ');
    const decision = JSON.stringify(metadata['parameters'] ?? null);
    const validated = JSON.stringify(statedParameters(plan)?.parameters ?? null);
    return {
      problems: [
        ...(names === expected ? [] : [`the inputs are ${names} instead of ${expected}`]),
        ...(decision === validated ? [] : [`the decision is ${decision} instead of ${validated}`]),
      ],
      fine: [
        `${inputs.length} inputs as validated`,
        ...(plan.threshold === undefined ? [] : [`decided at ${String(plan.threshold)}`]),
        ...(plan.calibration ? [`scores calibrated (${plan.calibration.kind})`] : []),
        ...(plan.abstain ? [`unsure answers marked (${plan.abstain.kind})`] : []),
      ].join(', '),
    };
  });
  await checks.run('named rows', async () => {
    const problems = await replayPredict(server.url, golden, signal);
    return { problems, fine: `${golden.requests.length} golden rows got the validated answers from /predict` };
  });
  await checks.run('tensors', async () => {
    const { rows, found } = await replayTensors(server.url, { name: manifest.name, plan }, golden, signal);
    return { problems: found, fine: `${rows} golden rows got the validated answers from the Open Inference Protocol` };
  });
  await checks.run('description', async () => {
    const served = await getJson(`${server.url}/openapi.json`, signal);
    const shipped = JSON.parse(await readFile(join(folder, 'openapi.json'), 'utf8')) as unknown;
    return {
      problems:
        JSON.stringify(served) === JSON.stringify(shipped) ? [] : ['the served description is not openapi.json of the bundle'],
      fine: 'openapi.json is served',
    };
  });
  await checks.run('metrics', async () => {
    const text = await (await fetch(`${server.url}/metrics`, signal ? { signal } : {})).text();
    const rows = Number(/^drydock_rows_total\{route="predict"\} (\d+)$/m.exec(text)?.[1] ?? 0);
    const expected = golden.requests.length + Math.min(10, golden.requests.length);
    return {
      problems: rows === expected ? [] : [`/metrics counts ${rows} rows instead of ${expected}`],
      fine: `/metrics counts ${rows} rows`,
    };
  });
}

/** Unpacks (or copies) the bundle to `folder`; false when it is not as exported, and then nothing of it is run. */
async function checkContent(
  path: string,
  folder: string,
  checks: Checks,
  signal: AbortSignal | undefined,
): Promise<BundleManifest | null> {
  let entries: UnpackedEntry[] | null = null;
  const isFolder = (await stat(path)).isDirectory();
  // Any other folder is not copied to be looked at: it may be the whole disk.
  const parts = ['manifest.json', 'manifest.sha256', 'model'].map((name) => stat(join(path, name)).catch(() => null));
  if (isFolder && (await Promise.all(parts)).every((part) => part === null)) {
    throw new AppError('INVALID_INPUT', `${path} is not a bundle: it holds neither a manifest.json nor a model.`, {
      hint: 'Name the .zip, or the folder it was unpacked to.',
      where: { path },
    });
  }
  if (isFolder) await cp(path, folder, { recursive: true, filter: (source) => !source.endsWith('node_modules') });
  else if (!(await checks.run('unpack', async () => `${(entries = await unpackZip(path, folder, { signal })).length} files`)))
    return null;
  let manifest: BundleManifest | null = null;
  const intact = await checks.run('files', async () => {
    const { manifest: found, problems } = await checkFiles(folder, signal);
    manifest = found;
    return { problems, fine: `${found?.files.length ?? 0} files as the manifest states` };
  });
  if (!intact) return null;
  if (entries !== null) {
    const same = await checks.run('archive', async () => {
      const difference = await archiveDifference(path, folder, entries!);
      return { problems: difference === null ? [] : [difference], fine: 'byte for byte as exported' };
    });
    if (!same) return null;
  }
  return manifest;
}

/**
 * Verifies a bundle (.zip or folder). Every check is listed with its outcome; nothing of a bundle that is not as
 * exported is executed.
 * @throws NOT_FOUND when there is nothing at `path`, CANCELLED.
 */
export async function verifyBundle(path: string, context: VerifyContext): Promise<VerifyResult> {
  const checks = new Checks(context);
  const { signal, startProcess } = context;
  await stat(path);
  // The real path: a link in it would make the runtime's files look like they lie elsewhere.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'drydock-verify-')));
  try {
    const manifest = await checkContent(path, folder, checks, signal);
    if (
      manifest &&
      (await checks.run('runtime', () =>
        provideRuntime(join(folder, 'server'), { startProcess, signal, install: context.install }),
      ))
    ) {
      let server: BundleServer | undefined;
      const started = await checks.run('start', async () => {
        server = await startBundleServer(folder, { startProcess, signal });
        return `\`${server.command}\` was ready after ${(server.startedMs / 1000).toFixed(1)} s`;
      });
      if (started && server) {
        const running: BundleServer = server;
        try {
          await checkServer(running, folder, manifest, checks, signal);
          await checks.run('stop', async () => {
            const { code, signal: by } = await running.stop();
            // Windows has no SIGTERM: processes are ended outright there.
            const clean = code === 0 || (process.platform === 'win32' && by !== null);
            return {
              problems: clean ? [] : [`it ended with ${by ?? `exit code ${code}`}`],
              fine: 'ended by itself after SIGTERM, exit code 0',
            };
          });
        } finally {
          await running.kill();
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { ok: checks.list.every((check) => check.ok), checks: checks.list };
}
