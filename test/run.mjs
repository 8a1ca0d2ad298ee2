// `npm test`: everything a change must pass, in the order that fails fastest. Needs Node and a browser.
//   node test/run.mjs            all steps
//   node test/run.mjs lint tests  only these
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './tooling/ensureBrowser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Tests that drive a browser take longest: they come last. */
const inBrowser = ['test/e2e', 'test/renderer', 'test/desktop'];

const steps = {
  format: [[bin('prettier'), '--check', '--log-level', 'warn', '.']],
  types: ['app', 'main', 'renderer', 'test', 'bench'].map((project) => [bin('tsc'), '-p', project]),
  lint: [
    [
      bin('eslint'),
      '--config',
      'test/tooling/eslint.config.js',
      '--max-warnings',
      '0',
      'app',
      'main',
      'renderer/src',
      'test',
      'bench',
    ],
  ],
  layers: [[bin('depcruise'), '--config', 'test/tooling/dependency-cruiser.cjs', 'app', 'main', 'renderer/src']],
  'dead code': [[bin('knip'), '--config', 'test/tooling/knip.jsonc']],
  build: [[process.execPath, 'main/build.mjs']],
  tests: [
    [bin('vitest'), 'run', '--config', 'test/vitest.config.ts', ...inBrowser.flatMap((folder) => ['--exclude', `${folder}/**`])],
  ],
  // One at a time: two browsers with two engines slow each other down more than they save.
  journeys: [[bin('vitest'), 'run', '--config', 'test/vitest.config.ts', '--maxWorkers', '1', ...inBrowser]],
};

const chosen = process.argv.slice(2);
for (const name of chosen) {
  if (!Object.hasOwn(steps, name)) {
    console.error(`There is no step "${name}"; the steps are: ${Object.keys(steps).join(', ')}.`);
    process.exit(2);
  }
}
const names = chosen.length > 0 ? chosen : Object.keys(steps);
if (names.includes('tests') || names.includes('journeys')) process.env.DRYDOCK_BROWSER = ensureBrowser();

/** Output of a step that runs beside another is shown when it ends, as a whole. */
function runStep(name, stdio) {
  const startedAt = Date.now();
  const head = `\n── ${name}\n`;
  let shown = stdio === 'inherit' ? '' : head;
  if (stdio === 'inherit') process.stdout.write(head);
  const run = ([command, ...args]) =>
    new Promise((resolve) => {
      const child = spawn(command, args, { cwd: root, stdio, shell: process.platform === 'win32' });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (shown += text));
      child.on('error', (error) => (shown += `${error.message}\n`));
      child.on('close', (status) => {
        if (status !== 0) shown += `\n${name} failed: ${[command, ...args].join(' ')}\n`;
        resolve(status === 0);
      });
    });
  return steps[name]
    .reduce(async (before, command) => (await before) && run(command), Promise.resolve(true))
    .then((isFine) => {
      if (isFine) shown += `${name}: fine in ${((Date.now() - startedAt) / 1000).toFixed(0)} s\n`;
      process.stdout.write(shown);
      return isFine;
    });
}

/** One after the other; the first that fails is the last. */
async function inTurn(wanted, stdio) {
  for (const name of wanted) if (!(await runStep(name, stdio))) return false;
  return true;
}

/** Two lines of steps at a time, one after the other in each: there are two cores at least. */
async function inTwo(one, other) {
  const wanted = (line) => names.filter((name) => line.includes(name));
  const isFine = await Promise.all([inTurn(wanted(one), 'pipe'), inTurn(wanted(other), 'pipe')]);
  return isFine.every(Boolean);
}

const isFine =
  (await inTwo(['format', 'types', 'layers', 'dead code'], ['lint'])) &&
  (await inTurn(
    names.filter((name) => name === 'build'),
    'inherit',
  )) &&
  (await inTurn(
    names.filter((name) => name === 'tests' || name === 'journeys'),
    'inherit',
  ));
if (!isFine) process.exit(1);
console.log(`\nAll fine: ${names.join(', ')}.`);
