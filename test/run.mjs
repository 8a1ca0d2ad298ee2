// `npm test`: everything a change must pass, in the order that fails fastest. Needs Node and a browser.
//   node test/run.mjs            all steps
//   node test/run.mjs lint unit  only these
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './tooling/ensureBrowser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);

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
  tests: [[bin('vitest'), 'run', '--config', 'test/vitest.config.ts']],
};

const chosen = process.argv.slice(2);
for (const name of chosen) {
  if (!Object.hasOwn(steps, name)) {
    console.error(`There is no step "${name}"; the steps are: ${Object.keys(steps).join(', ')}.`);
    process.exit(2);
  }
}
const names = chosen.length > 0 ? chosen : Object.keys(steps);
if (names.includes('tests')) process.env.DRYDOCK_BROWSER = ensureBrowser();

for (const name of names) {
  const startedAt = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  for (const [command, ...args] of steps[name]) {
    const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
    if (error) console.error(error.message);
    if (status !== 0) {
      console.error(`\n${name} failed: ${[command, ...args].join(' ')}`);
      process.exit(1);
    }
  }
  console.log(`${name}: fine in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
}
console.log(`\nAll fine: ${names.join(', ')}.`);
