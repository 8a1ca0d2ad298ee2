// `npm run check:targets`: what is exported for Kubernetes, KServe, Triton, OpenVINO and containers, against the schemas,
// definitions and programs of those who read it. Needs Python 3 with venv and pip, which `npm test` does not; they get a
// virtual environment of their own in node_modules/.cache (about 400 MB, most of it OpenVINO).
//   node test/tooling/checkTargets.mjs                   fails where it cannot be done
//   node test/tooling/checkTargets.mjs --where-possible  says so instead, and is content
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isContent = process.argv.includes('--where-possible');
const requirements = ['test/tooling/targetsRequirements.txt', 'test/tooling/targetsRequirementsAlone.txt'];
const digest = createHash('sha256');
for (const file of requirements) digest.update(readFileSync(join(root, file)));
const venv = join(root, 'node_modules/.cache', `targets-${digest.digest('hex').slice(0, 12)}`);
const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const done = join(venv, 'installed');

function cannot(why) {
  console.log(`Check of targets: NOT RUN, since ${why}.`);
  process.exit(isContent ? 0 : 1);
}

function run(command, args, seconds) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: seconds * 1000, maxBuffer: 1 << 26 });
}

function install(file, ...flags) {
  const pip = run(
    python,
    ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '--timeout', '30', '--retries', '1', ...flags, '-r', file],
    600,
  );
  if (pip.status !== 0) cannot(`pip could not install ${file}: ${(pip.stderr ?? '').trim().split('\n').at(-1)}`);
}

function makeVenv() {
  if (existsSync(done)) return;
  const system = ['python3', 'python'].find(
    (name) => run(name, ['-c', 'import sys; assert sys.version_info >= (3, 10)'], 30).status === 0,
  );
  if (!system) cannot('there is no Python 3.10 or newer');
  mkdirSync(dirname(venv), { recursive: true });
  if (run(system, ['-m', 'venv', '--clear', venv], 120).status !== 0) cannot(`${system} cannot make a virtual environment`);
  install(requirements[0]);
  install(requirements[1], '--no-deps');
  writeFileSync(done, '');
}

makeVenv();
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
