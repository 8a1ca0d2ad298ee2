// golden/verify.mjs of every bundle: are these the exported files, and does the server give the validated answers?
//   node golden/verify.mjs                           the files, and a server started for it (after npm ci in server/)
//   node golden/verify.mjs http://127.0.0.1:8080     the files, and the server that runs there
// Exit code 0 = all as validated, 1 = not, 2 = wrong use.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAppError } from '../../app/base/errors.ts';
import { apiKeyVariable, testHeaders } from '../../app/base/testHeader.ts';
import { shippedPackage } from '../../app/inference/shippedRuntime.ts';
import { runtimePackage } from '../../app/bundle/serverPackage.ts';
import { startBundleServer } from '../../app/bundle/verify/bundleServer.ts';
import { reachServer } from '../../app/bundle/verify/askServer.ts';
import { checkFiles, filesText } from '../../app/bundle/verify/checkFiles.ts';
import { Checks } from '../../app/bundle/verify/checks.ts';
import { checkServer } from '../../app/bundle/verify/checkServer.ts';
import { startProcess } from '../worker/startProcess.ts';

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const [url, ...more] = process.argv.slice(2);

function versionIn(path: string): string | null {
  if (!existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }).version ?? null;
}

async function checkOwn(
  checks: Checks,
  of: Omit<Parameters<typeof checkServer>[0], 'url' | 'headers' | 'isAlone'>,
): Promise<void> {
  const installed = await checks.run('runtime', async () => {
    const version = versionIn(
      join(shippedPackage(folder) ?? join(folder, 'server/node_modules', runtimePackage), 'package.json'),
    );
    const expected = of.manifest.runtime.onnxruntime;
    return {
      problems:
        version === expected
          ? []
          : [`${runtimePackage} is ${version ?? 'not installed'} instead of ${expected}: run npm ci --ignore-scripts in server/`],
      fine: `${runtimePackage} ${expected}`,
    };
  });
  if (!installed) return;
  let server: Awaited<ReturnType<typeof startBundleServer>> | undefined;
  await checks.run('start', async () => {
    server = await startBundleServer(folder, { startProcess });
    return `\`${server.command}\` was ready after ${(server.startedMs / 1000).toFixed(1)} s`;
  });
  if (!server) return;
  try {
    await checkServer({ ...of, url: server.url, headers: testHeaders(undefined), isAlone: true }, checks, undefined);
  } finally {
    await server.stop();
  }
}

async function main(): Promise<number> {
  if (more.length > 0 || (url !== undefined && !/^https?:\/\//.test(url))) {
    process.stderr.write('Usage: node golden/verify.mjs [http://HOST:PORT]\n');
    return 2;
  }
  const checks = new Checks({ total: 10 });
  const { manifest, problems, beside } = await checkFiles(folder);
  const intact = await checks.run('files', async () => ({
    problems,
    fine: filesText(manifest, beside),
  }));
  if (intact && manifest) {
    if (url === undefined) await checkOwn(checks, { folder, manifest });
    else {
      const address = { url: url.replace(/\/+$/, ''), headers: testHeaders(process.env[apiKeyVariable]) };
      await reachServer(address, undefined);
      await checkServer({ ...address, folder, manifest, isAlone: false }, checks, undefined);
    }
  }
  for (const { name, ok, detail } of checks.list) process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${name}: ${detail}\n`);
  const isFine = checks.list.every(({ ok }) => ok);
  process.stdout.write(isFine ? '\nServes exactly what was validated.\n' : '\nDoes NOT serve what was validated.\n');
  return isFine ? 0 : 1;
}

// A reader that has seen enough (| head) is no fault.
process.stdout.on('error', () => process.exit());
// Not process.exit: what was written must reach the reader first.
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}${isAppError(error) ? ` ${error.hint}` : ''}\n`,
    );
    process.exitCode = 2;
  },
);
