// Builds everything the program runs: Node processes with esbuild, the window with Vite.
//   node main/build.mjs              everything
//   node main/build.mjs --if-needed  only when a source is newer than the last build (npm start)
//   node main/build.mjs --no-window  leave the window out (quick turn-around on the command line)
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/** CommonJS packages that are bundled ask for `require`. */
const withRequire = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

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
  banner: withRequire,
};

/** What all that runs in Node has in common. */
const nodeOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
};

async function buildProcess(entry, outfile, options = {}) {
  await build({ ...nodeOptions, entryPoints: [entry], outfile: join(dist, outfile), ...options });
}

/**
 * The processes of the program, in parts that they share and that are loaded when needed: a command that does not read data does
 * not wait for DuckDB. Packages are bundled but for native ones, since Node loads a hundred small CommonJS files slowly.
 */
async function buildProcesses() {
  const folder = join(dist, 'main');
  rmSync(folder, { recursive: true, force: true });
  await build({
    ...nodeOptions,
    entryPoints: ['cli/cli', 'engine/engine', 'worker/worker', 'worker/reader', 'worker/tally', 'worker/learner'].map((name) => ({
      in: `main/${name}.ts`,
      out: basename(name),
    })),
    outdir: folder,
    splitting: true,
    packages: 'bundle',
    external: ['onnxruntime-node', '@duckdb/node-bindings*'],
    banner: withRequire,
  });
}

async function buildNode() {
  await Promise.all([
    buildProcesses(),
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
