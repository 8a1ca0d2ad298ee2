import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles an entry point for a child process or thread, as main/build.mjs does, and gives the path of the file. It lies inside
 * the checkout so that packages are found; remove it afterwards.
 */
export async function bundleEntry(entry: string): Promise<string> {
  const outfile = join(root, 'node_modules', '.cache', 'drydock', `${randomBytes(6).toString('hex')}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
