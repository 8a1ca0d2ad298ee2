// `npm run check:python`: bundles score in Python as they were validated. Exports a bundle of every kind of plan and compares the
// Python module, MLflow (loaded and served) and Spark (local mode) with the answers of the server: golden rows, every row of
// the run, odd rows, a million rows. Needs Python 3.11 with venv and pip, and Java 17 for Spark, which `npm test` does not; it
// makes a virtual environment of its own in node_modules/.cache.
//   node test/tooling/checkPython.mjs                  everything: some minutes
//   node test/tooling/checkPython.mjs --quick          the module alone
//   node test/tooling/checkPython.mjs --odd N          so many odd rows a bundle (default: 200, quick: 60)
//   node test/tooling/checkPython.mjs --python PYTHON  with an environment that is there
//   node test/tooling/checkPython.mjs --where-possible says so where there is no Python for it, and is content
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { pythonEnvironment } from './pythonEnvironment.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const scripts = join(root, 'test/reference/python');
const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    odd: { type: 'string' },
    python: { type: 'string' },
    'where-possible': { type: 'boolean' },
  },
});
const isQuick = flags.quick === true;

/** Cases that MLflow serves as well: a repair, a cast, every type, texts, several classes, a value. */
const served = ['birdstrikes', 'casts', 'hardened', 'multiclass', 'regression', 'types'];

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  return { ...done, ok: done.status === 0 };
}

function fail(what) {
  throw new Error(what);
}

/** The Python of an environment with everything that is needed; the same packages are not installed twice. */
function environment() {
  if (flags.python) return flags.python;
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/onnxruntime-node/package.json'), 'utf8'));
  const wanted = ['requirements.txt', ...(isQuick ? [] : ['targets.txt'])].flatMap((file) => [
    '-r',
    `test/reference/python/${file}`,
  ]);
  // The very version of the server: that PyPI has it is part of what is checked.
  return pythonEnvironment({
    name: isQuick ? 'python-module' : 'python-targets',
    installs: [[`onnxruntime==${version}`, ...wanted]],
    least: '(3, 11)',
  });
}

/** Below the repository, where packages are found, and as deep as the module that finds the repository from where it lies. */
async function bundleScript() {
  const folder = join(root, 'test-results/python', String(process.pid), 'run');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/reference/python/bundles.ts'],
    outfile: join(folder, 'bundles.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return folder;
}

function check(out, script, python) {
  const odd = flags.odd ?? (isQuick ? '60' : '200');
  if (!run(process.execPath, [join(script, 'bundles.mjs'), root, out, odd], { stdio: 'inherit' }).ok)
    fail('the bundles could not be made');
  const steps = [
    ['module.py', out],
    ...(isQuick
      ? []
      : [
          ['mlflowModel.py', out, ...served],
          ['sparkJob.py', out],
        ]),
  ];
  for (const [file, ...args] of steps) {
    if (!run(python, [join(scripts, file), ...args], { stdio: 'inherit', cwd: scripts }).ok) fail(file);
  }
}

let python;
try {
  python = environment();
} catch (error) {
  console.log(`Bundles in Python: NOT RUN, since ${error.message}.`);
  process.exit(flags['where-possible'] ? 0 : 1);
}
const out = mkdtempSync(join(tmpdir(), 'drydock-python-'));
const script = await bundleScript();
try {
  check(out, script, python);
} catch (error) {
  console.error(`check:python: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(out, { recursive: true, force: true });
  rmSync(dirname(script), { recursive: true, force: true });
}
