// `npm run check:targets`: what is exported for Kubernetes, KServe, Triton, OpenVINO and containers, against the schemas,
// definitions and programs of those who read it. Needs Python 3 with venv and pip, which `npm test` does not; they get a
// virtual environment of their own in node_modules/.cache (about 400 MB, most of it OpenVINO).
//   node test/tooling/checkTargets.mjs                   fails where it cannot be done
//   node test/tooling/checkTargets.mjs --where-possible  says so instead, and is content
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pythonEnvironment } from './pythonEnvironment.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isContent = process.argv.includes('--where-possible');
function cannot(why) {
  console.log(`Check of targets: NOT RUN, since ${why}.`);
  process.exit(isContent ? 0 : 1);
}

function run(command, args, seconds) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: seconds * 1000, maxBuffer: 1 << 26 });
}

let python;
try {
  python = pythonEnvironment({
    name: 'targets',
    installs: [
      ['--only-binary', ':all:', '-r', 'test/tooling/targetsRequirements.txt'],
      ['--only-binary', ':all:', '--no-deps', '-r', 'test/tooling/targetsRequirementsAlone.txt'],
    ],
  });
} catch (error) {
  cannot(error.message);
}
const work = mkdtempSync(join(tmpdir(), 'drydock-check-targets-'));
// Beside node_modules, so that packages are found from there.
const script = join(root, 'node_modules/.cache', `writeTargets-${process.pid}.mjs`);
try {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/tooling/writeTargets.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  const written = run(process.execPath, [script, root, work], 600);
  if (written.status !== 0) throw new Error(`The files of targets could not be made. ${written.stderr}`);
  const check = run(python, ['test/tooling/targets.py', work], 900);
  process.stdout.write(check.stdout);
  if (check.status !== 0) {
    process.stderr.write(check.stderr);
    console.error('Check of targets: FAILED');
    process.exitCode = 1;
  } else console.log('Check of targets: fine.');
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(script, { force: true });
}
