// Proves a bundle: files as exported, server starts by itself, golden rows get the validated answers, clean stop.
import { cp, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleManifest, VerifyResult } from '../api/schemas/bundles.ts';
import { AppError } from '../base/errors.ts';
import type { StartProcess } from './processHandle.ts';
import { archiveDifference } from './verify/checkArchive.ts';
import { checkFiles } from './verify/checkFiles.ts';
import { Checks } from './verify/checks.ts';
import { checkServer, serverChecks } from './verify/checkServer.ts';
import { provideRuntime } from './verify/provideRuntime.ts';
import { startBundleServer, type BundleServer } from './verify/bundleServer.ts';
import { unpackZip, type UnpackedEntry } from './zip/readZip.ts';

export interface VerifyContext {
  startProcess: StartProcess;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { stage: string; done: number; total: number; unit: string }) => void) | undefined;
  /** Install the runtime from the bundle's lock file even where this program's own copy has the same version. */
  install?: boolean | undefined;
  /** A server that runs already, to be checked in place of one of the bundle's own. */
  url?: string | undefined;
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

/** Starts the server of the unpacked bundle by its own command, checks it and stops it. */
async function checkOwnServer(folder: string, manifest: BundleManifest, checks: Checks, context: VerifyContext): Promise<void> {
  const { signal, startProcess } = context;
  const provided = await checks.run('runtime', () =>
    provideRuntime(join(folder, 'server'), { startProcess, signal, install: context.install }),
  );
  if (!provided) return;
  let server: BundleServer | undefined;
  await checks.run('start', async () => {
    server = await startBundleServer(folder, { startProcess, signal });
    return `\`${server.command}\` was ready after ${(server.startedMs / 1000).toFixed(1)} s`;
  });
  if (!server) return;
  const running: BundleServer = server;
  try {
    await checkServer({ url: running.url, folder, manifest, isAlone: true }, checks, signal);
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

/**
 * Verifies a bundle (.zip or folder), by a server that it starts, or by the one that runs at `context.url` already. Every
 * check is listed with its outcome; nothing of a bundle that is not as exported is executed.
 * @throws NOT_FOUND when there is nothing at `path`, CANCELLED.
 */
export async function verifyBundle(path: string, context: VerifyContext): Promise<VerifyResult> {
  const checks = new Checks({ ...context, total: serverChecks + (context.url === undefined ? 6 : 3) });
  const { signal, url } = context;
  await stat(path);
  // The real path: a link in it would make the runtime's files look like they lie elsewhere.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'drydock-verify-')));
  try {
    const manifest = await checkContent(path, folder, checks, signal);
    if (manifest) {
      if (url === undefined) await checkOwnServer(folder, manifest, checks, context);
      else await checkServer({ url: url.replace(/\/+$/, ''), folder, manifest, isAlone: false }, checks, signal);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { ok: checks.list.every((check) => check.ok), checks: checks.list };
}
