// `npm run check:onnx`: the ONNX project's own checker over every repaired model. Needs Python 3 with venv and pip, which
// `npm test` does not; the checker gets a virtual environment of its own in node_modules/.cache.
//   node test/tooling/checkOnnx.mjs                   fails where it cannot be done
//   node test/tooling/checkOnnx.mjs --where-possible  says so instead, and is content
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isContent = process.argv.includes('--where-possible');
const [pinned] = /^onnx==\S+$/m.exec(readFileSync(join(root, 'test/reference/requirements.txt'), 'utf8'));
const venv = join(root, 'node_modules/.cache', pinned.replace('==', '-'));
const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

function cannot(why) {
  console.log(`ONNX checker: NOT RUN, since ${why}.`);
  process.exit(isContent ? 0 : 1);
}

function run(command, args, seconds) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: seconds * 1000, maxBuffer: 1 << 26 });
}

const isReady = () => existsSync(python) && run(python, ['-c', 'import onnx'], 60).status === 0;

function makeVenv() {
  if (isReady()) return;
  const system = ['python3', 'python'].find(
    (name) => run(name, ['-c', 'import sys; assert sys.version_info >= (3, 10)'], 30).status === 0,
  );
  if (!system) cannot('there is no Python 3.10 or newer');
  mkdirSync(dirname(venv), { recursive: true });
  if (run(system, ['-m', 'venv', '--clear', venv], 120).status !== 0) cannot(`${system} cannot make a virtual environment`);
  const pip = run(
    python,
    ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '--timeout', '15', '--retries', '1', pinned],
    300,
  );
  if (pip.status !== 0 || !isReady()) cannot(`pip could not install ${pinned}: ${(pip.stderr ?? '').trim().split('\n').at(-1)}`);
}

makeVenv();
const work = mkdtempSync(join(tmpdir(), 'drydock-check-onnx-'));
// Beside node_modules, so that packages are found from there.
const script = join(root, 'node_modules/.cache', 'repairedModels.mjs');
try {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/reference/repairedModels.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  const repaired = run(process.execPath, [script, root, work], 300);
  const models = [...new Set(repaired.stdout.split('\n').filter(Boolean))];
  if (repaired.status !== 0 || models.length === 0) throw new Error(`The repaired models could not be made. ${repaired.stderr}`);
  const check = run(python, ['test/reference/models.py', 'check', ...models], 300);
  if (check.status !== 0) {
    console.error(`ONNX checker (${pinned}): FAILED\n${check.stdout}${check.stderr}`);
    process.exitCode = 1;
  } else console.log(`ONNX checker (${pinned}): ${models.length} repaired models pass the full check.`);
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(script, { force: true });
}
