// `npm run check:onnx`: the ONNX project's own checker over every repaired model. Needs Python 3 with venv and pip, which
// `npm test` does not; the checker gets a virtual environment of its own in node_modules/.cache.
//   node test/tooling/checkOnnx.mjs                   fails where it cannot be done
//   node test/tooling/checkOnnx.mjs --where-possible  says so instead, and is content
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pythonEnvironment } from './pythonEnvironment.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isContent = process.argv.includes('--where-possible');
const [pinned] = /^onnx==\S+$/m.exec(readFileSync(join(root, 'test/reference/requirements.txt'), 'utf8'));
function cannot(why) {
  console.log(`ONNX checker: NOT RUN, since ${why}.`);
  process.exit(isContent ? 0 : 1);
}

function run(command, args, seconds) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: seconds * 1000, maxBuffer: 1 << 26 });
}

let python;
try {
  python = pythonEnvironment({ name: 'onnx', installs: [['--only-binary', ':all:', pinned]] });
} catch (error) {
  cannot(error.message);
}
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
