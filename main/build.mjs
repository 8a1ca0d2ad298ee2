// Builds everything the program runs: Node processes with esbuild, the window with Vite.
//   node main/build.mjs              everything
//   node main/build.mjs --if-needed  only when a source is newer than the last build (npm start)
//   node main/build.mjs --no-window  leave the window out (quick turn-around on the command line)
import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stamp = join(dist, '.built');
const flags = new Set(process.argv.slice(2));

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

function isUpToDate() {
  if (!existsSync(stamp)) return false;
  const sources = ['app', 'main', 'renderer', 'docs', 'bench', 'test/support', 'package-lock.json', 'package.json'].map((name) =>
    join(root, name),
  );
  return sources.filter(existsSync).every((source) => newest(source) <= statSync(stamp).mtimeMs);
}

/** Code that travels in bundles, and where it lies below dist/server. */
const shippedCode = { 'main/server/server.ts': 'server.mjs', 'main/verify/verify.ts': 'assets/verify.mjs' };

/**
 * One file each, nothing beside it but onnxruntime-node. No source map and no absolute paths, so that the same sources give
 * the same bytes anywhere.
 */
const shippedOptions = {
  packages: 'bundle',
  external: ['onnxruntime-node'],
  sourcemap: false,
  legalComments: 'inline',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

/** Node processes: dependencies stay in node_modules, our own code becomes one file each. */
async function buildProcess(entry, outfile, options = {}) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(dist, outfile),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
    ...options,
  });
}

async function buildNode() {
  await Promise.all([
    buildProcess('main/cli/cli.ts', 'main/cli.js'),
    buildProcess('main/engine/engine.ts', 'main/engine.js'),
    buildProcess('main/worker/worker.ts', 'main/worker.js'),
    buildProcess('main/worker/reader.ts', 'main/reader.js'),
    buildProcess('main/worker/tally.ts', 'main/tally.js'),
    // All in one: in a package, only what lies in the archive is checked for its integrity.
    buildProcess('main/desktop/main.ts', 'desktop/main.js', { packages: 'bundle', external: ['electron'] }),
    // A sandboxed preload must be one CommonJS file and may require electron alone.
    buildProcess('main/desktop/preload.ts', 'desktop/preload.cjs', { format: 'cjs', packages: 'bundle', external: ['electron'] }),
    ...Object.entries(shippedCode).map(([entry, outfile]) => buildProcess(entry, `server/${outfile}`, shippedOptions)),
    buildProcess('bench/validate.ts', 'bench/validate.js'),
    buildProcess('bench/window.ts', 'bench/window.js'),
  ]);
}

/** Files that go into bundles as they are: scripts of other languages. */
function copyAssets() {
  cpSync(join(root, 'app/bundle/assets'), join(dist, 'server/assets'), { recursive: true });
}

async function buildWindow() {
  const { build: viteBuild } = await import('vite');
  await viteBuild({ root: join(root, 'renderer'), configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'warn' });
}

if (flags.has('--if-needed') && isUpToDate()) process.exit(0);
const startedAt = new Date();
await buildNode();
copyAssets();
if (!flags.has('--no-window')) {
  await buildWindow();
  writeFileSync(stamp, '');
}
if (!flags.has('--if-needed')) console.log(`built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
