// onnxruntime-node for an unpacked bundle: its own in runtime/, else the workbench's copy when it is the locked version, else npm ci.
import { readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../base/errors.ts';
import { shippedPackage } from '../../inference/shippedRuntime.ts';
import { makeFolder } from '../../storage/makeFolder.ts';
import type { StartProcess } from '../processHandle.ts';
import { installedRuntime } from '../installedRuntime.ts';
import { runtimePackage } from '../serverPackage.ts';

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8')) as unknown;
}

/** Says in words which copy it is. */
export async function provideRuntime(
  serverDir: string,
  context: { startProcess: StartProcess; signal?: AbortSignal | undefined; install?: boolean | undefined },
): Promise<string> {
  const lock = (await readJson(join(serverDir, 'package-lock.json'))) as { packages?: Record<string, { version?: string }> };
  const locked = lock.packages?.[`node_modules/${runtimePackage}`]?.version;
  const shipped = shippedPackage(dirname(serverDir));
  if (!context.install && shipped !== null) return `${runtimePackage} ${locked ?? ''}: the bundle's own, in runtime/`;
  const installed = await installedRuntime(dirname(fileURLToPath(import.meta.url)));
  if (!context.install && installed && installed.version === locked) {
    await makeFolder(join(serverDir, 'node_modules'));
    await symlink(join(installed.packages, runtimePackage), join(serverDir, 'node_modules', runtimePackage), 'junction');
    return `${runtimePackage} ${installed.version}: this program's own copy, the version of the bundle's lock file`;
  }
  const process = context.startProcess('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: serverDir,
    env: {},
  });
  let output = '';
  process.onOutput((text) => (output = `${output}${text}`.slice(-2000)));
  const abort = (): void => process.kill('SIGKILL');
  context.signal?.addEventListener('abort', abort, { once: true });
  const { code } = await process.exited;
  context.signal?.removeEventListener('abort', abort);
  if (code === 0) return `${runtimePackage} ${locked ?? ''}: installed with npm ci from the bundle's lock file`;
  throw new AppError('BUNDLE_INVALID', `npm ci failed in the bundle's server folder: ${output.trim().split('\n').at(-1) ?? ''}`, {
    hint: 'Check that the package registry can be reached.',
  });
}
