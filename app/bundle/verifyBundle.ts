// Proves a bundle: files as exported, server starts by itself, golden rows get the validated answers, clean stop.
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleManifest, VerifyResult } from '../api/schemas/bundles.ts';
import type { StartProcess } from './processHandle.ts';
import { reachServer } from './verify/askServer.ts';
import { checkContent } from './verify/checkContent.ts';
import { Checks } from './verify/checks.ts';
import { checkSigned, type SignedBy } from './signature/checkSigned.ts';
import { checkServer, serverChecks } from './verify/checkServer.ts';
import { provideRuntime } from './verify/provideRuntime.ts';
import { testHeaders } from '../base/testHeader.ts';
import { startBundleServer, type BundleServer } from './verify/bundleServer.ts';

export interface VerifyContext {
  startProcess: StartProcess;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { stage: string; done: number; total: number; unit: string }) => void) | undefined;
  /** Install the runtime from the bundle's lock file even where this program's own copy has the same version. */
  install?: boolean | undefined;
  /** A server that runs already, to be checked in place of one of the bundle's own. */
  url?: string | undefined;
  /** Of the server at `url`, where it asks for one. */
  apiKey?: string | undefined;
  /** Whose signature it must bear, and where that lies (else beside the bundle). */
  signedBy?: SignedBy | undefined;
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
    await checkServer({ url: running.url, headers: testHeaders(undefined), folder, manifest, isAlone: true }, checks, signal);
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
 * @throws NOT_FOUND when there is nothing at `path`, or no server at `url`; NOT_ALLOWED when that wants an API key; CANCELLED.
 */
export async function verifyBundle(path: string, context: VerifyContext): Promise<VerifyResult> {
  const checks = new Checks({
    ...context,
    total: serverChecks + (context.url === undefined ? 6 : 3) + (context.signedBy ? 1 : 0),
  });
  const { signal, url } = context;
  await stat(path);
  const address = url === undefined ? null : { url: url.replace(/\/+$/, ''), headers: testHeaders(context.apiKey) };
  if (address) await reachServer(address, signal);
  // The real path: a link in it would make the runtime's files look like they lie elsewhere.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'drydock-verify-')));
  try {
    const manifest = await checkContent(path, folder, checks, signal);
    if (manifest && context.signedBy) await checkSigned(path, folder, { ...context.signedBy, manifest }, checks);
    if (manifest && checks.areFine) {
      if (address) await checkServer({ ...address, folder, manifest, isAlone: false }, checks, signal);
      else await checkOwnServer(folder, manifest, checks, context);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { ok: checks.areFine, checks: checks.list };
}
