import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Bundles a TypeScript script of the tests so that plain Node can run it in a child process; returns the path. */
export async function bundleScript(entry: string): Promise<string> {
  // Inside node_modules, so that packages are found from there; by process, so that test files do not race.
  const folder = join(repositoryRoot, 'node_modules/.cache/drydock-test', String(process.pid));
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `${basename(entry, '.ts')}.mjs`);
  await build({
    absWorkingDir: repositoryRoot,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}
