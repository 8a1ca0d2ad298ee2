import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ProgramFiles } from '../../main/supervisor/programFiles.ts';
import { repositoryRoot } from './bundleScript.ts';

/** Builds the processes of the program for tests, beside and independent of dist/, with a stand-in for the window. */
export async function builtProgram(): Promise<ProgramFiles> {
  const folder = join(repositoryRoot, 'node_modules/.cache/drydock-test', String(process.pid), 'program');
  const compile = (entry: string, outfile: string, packages: 'external' | 'bundle'): Promise<unknown> =>
    build({
      absWorkingDir: repositoryRoot,
      entryPoints: [entry],
      outfile: join(folder, outfile),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages,
      logLevel: 'warning',
      ...(packages === 'bundle' && {
        external: ['onnxruntime-node'],
        banner: {
          js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
        },
      }),
    });
  await Promise.all([
    compile('main/engine/engine.ts', 'main/engine.js', 'external'),
    compile('main/worker/worker.ts', 'main/worker.js', 'external'),
    compile('main/worker/reader.ts', 'main/reader.js', 'external'),
    compile('main/worker/tally.ts', 'main/tally.js', 'external'),
    compile('main/worker/learner.ts', 'main/learner.js', 'external'),
    compile('main/server/server.ts', 'server/server.mjs', 'bundle'),
    compile('main/verify/verify.ts', 'server/assets/verify.mjs', 'bundle'),
    cp(join(repositoryRoot, 'app/bundle/assets'), join(folder, 'server/assets'), { recursive: true }),
  ]);
  const window = join(folder, 'renderer');
  await mkdir(join(window, 'assets'), { recursive: true });
  await writeFile(
    join(window, 'index.html'),
    '<!doctype html><title>Drydock</title><script type="module" src="./assets/page.js"></script>',
  );
  await writeFile(join(window, 'assets/page.js'), 'document.body.textContent = "page";');
  return {
    version: '0.0.0-test',
    engine: join(folder, 'main/engine.js'),
    worker: join(folder, 'main/worker.js'),
    server: join(folder, 'server/server.mjs'),
    window,
    preload: join(folder, 'desktop/preload.cjs'),
    examples: join(repositoryRoot, 'examples'),
  };
}
