// `npm test`: everything a change must pass. Needs Node and a browser. First what reads the sources and builds them, then the
// tests; of either, two steps at a time, since there are two cores at least. At the end stand how long each took and, once more,
// what the failed ones said last: of a long log people, and machines that keep its end alone, look there.
//   node test/run.mjs              all steps
//   node test/run.mjs lint tests   only these
//   node test/run.mjs window       every step that begins with this word
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './tooling/ensureBrowser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const vitest = (...args) => [
  bin('vitest'),
  'run',
  ...['--config', 'test/vitest.config.ts', '--reporter', 'default', '--reporter', './test/tooling/runNotes.mjs'],
  ...args,
];

const inBrowser = ['test/e2e/', 'test/renderer/', 'test/desktop/'];
/** Compute only: neither processes nor signals. Files share what is loaded, which halves the time they take. */
const computing = ['api', 'base', 'data', 'drift', 'mapping', 'metrics', 'model', 'prepare', 'quality', 'stress', 'timeline'].map(
  (folder) => `test/app/${folder}/`,
);
/** The other line has a core. */
const workers = ['--maxWorkers', String(Math.max(1, availableParallelism() - 1))];
/** In parts, so that neither line waits for long for the other at the end. */
const windowParts = 4;
const windowTests = Object.fromEntries(
  Array.from({ length: windowParts }, (_, index) => [
    `window, part ${index + 1} of ${windowParts}`,
    vitest('--maxWorkers', '1', '--shard', `${index + 1}/${windowParts}`, 'test/renderer'),
  ]),
);

/** What takes longest comes first, and the next step goes to whichever line is free. */
const phases = [
  {
    lint: [bin('eslint'), '--config', 'test/tooling/eslint.config.js', '--max-warnings', '0'].concat([
      'app',
      'main',
      'renderer/src',
      'test',
      'bench',
    ]),
    types: [process.execPath, 'test/tooling/checkTypes.mjs'],
    format: [bin('prettier'), '--check', '--log-level', 'warn', '.'],
    'dead code': [bin('knip'), '--config', 'test/tooling/knip.jsonc'],
    layers: [bin('depcruise'), '--config', 'test/tooling/dependency-cruiser.cjs', 'app', 'main', 'renderer/src'],
    build: [process.execPath, 'main/build.mjs'],
  },
  {
    // One journey at a time: two browsers with two engines slow each other down more than they save.
    journeys: vitest('--maxWorkers', '1', 'test/e2e', 'test/desktop'),
    tests: vitest(...workers, ...[...inBrowser, ...computing].flatMap((folder) => ['--exclude', `${folder}**`])),
    figures: vitest(...workers, '--no-isolate', ...computing),
    ...windowTests,
  },
];

const all = phases.flatMap(Object.keys);
const means = (name, word) => name === word || name.startsWith(`${word},`);
const chosen = process.argv.slice(2);
for (const word of chosen) {
  if (!all.some((name) => means(name, word))) {
    console.error(`There is no step "${word}"; the steps are: ${all.join('; ')}.`);
    process.exit(2);
  }
}
const isWanted = (name) => chosen.length === 0 || chosen.some((word) => means(name, word));
if (Object.keys(phases[1]).some(isWanted)) process.env.DRYDOCK_BROWSER = ensureBrowser();

const took = [];
const slowFiles = [];
const secondTries = [];
/** By failed step, what it said: from the tester's own list of failures on, where it has one. */
const lastWords = new Map();
const keptLines = 60;

/** Runs one step; each line that it prints begins with its name. */
function runStep(name, [command, ...args]) {
  const startedAt = performance.now();
  // Tests look at what is left in the folder for temporary files: it has to be theirs alone.
  const temporary = mkdtempSync(join(tmpdir(), 'drydock-'));
  const notes = join(temporary, 'notes.json');
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, DRYDOCK_RUN_NOTES: notes };
  return new Promise((resolve) => {
    const said = [];
    const say = (line) => {
      console.log(`${name} │ ${line}`);
      said.push(line);
    };
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', say);
    }
    child.on('error', (error) => say(error.message));
    child.on('close', (status) => {
      const seconds = (performance.now() - startedAt) / 1000;
      took.push({ name, seconds, isFine: status === 0 });
      if (existsSync(notes)) {
        const { files, secondTries: tries } = JSON.parse(readFileSync(notes, 'utf8'));
        slowFiles.push(...files);
        secondTries.push(...tries);
      }
      rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
      console.log(`── ${name}: ${status === 0 ? 'fine' : 'FAILED'} after ${seconds.toFixed(0)} s`);
      if (status !== 0) {
        console.log(`   ${[command, ...args].join(' ')}`);
        const listedAt = said.findIndex((line) => /Failed (Tests|Suites)|Unhandled Errors/.test(line));
        lastWords.set(name, listedAt < 0 ? said.slice(-keptLines) : said.slice(listedAt, listedAt + keptLines));
      }
      resolve();
    });
  });
}

/** The steps of a phase, two at a time. */
async function runPhase(phase) {
  const waiting = Object.entries(phase).filter(([name]) => isWanted(name));
  const line = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await runStep(...next);
  };
  await Promise.all([line(), line()]);
}

function printTimes() {
  const lines = (entries) => entries.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${name}`).join('\n');
  console.log(`\n── how long it took\n${lines(took)}`);
  const slowest = slowFiles.sort((a, b) => b.seconds - a.seconds).slice(0, 10);
  if (slowest.length > 0) console.log(`── the slowest files of tests\n${lines(slowest)}`);
}

const startedAt = performance.now();
for (const phase of phases) {
  if (took.every(({ isFine }) => isFine)) await runPhase(phase);
}
printTimes();
for (const { name, why } of secondTries)
  console.log(
    `\n── passed at its second try: ${name}\n${why
      .split('\n')
      .filter((line) => !line.includes('node_modules'))
      .slice(0, 8)
      .join('\n')}`,
  );
const failed = took.filter(({ isFine }) => !isFine).map(({ name }) => name);
const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
for (const [name, lines] of lastWords)
  console.log(`\n── what ${name} said\n${lines.map((line) => line.slice(0, 300)).join('\n')}`);
if (failed.length > 0) {
  console.error(`\nFailed after ${minutes} minutes: ${failed.join('; ')}.`);
  process.exit(1);
}
console.log(`\nAll fine after ${minutes} minutes: ${took.map(({ name }) => name).join('; ')}.`);
