// What a command cannot do is said at once, in its own words, with exit code 2: nothing is run before, nothing breaks.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { logisticRegression } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

const table = join(home, 'rows.csv');
const model = join(home, 'model.onnx');
const files = ['--model', model, '--data', table, '--target', 'truth'];
let written = 0;
function checks(text: string): string {
  const path = join(home, `checks${String(written++)}.json`);
  writeFileSync(path, text);
  return path;
}
beforeAll(() => {
  mkdirSync(join(home, 'runs/one-stress'), { recursive: true });
  writeFileSync(join(home, 'runs/one-stress/stress.json'), '{}');
  const rows = Array.from({ length: 80 }, (_, i) => `${(i % 11) / 5 - 1},${(i % 7) / 3 - 1},${i % 3 === 0 ? 1 : 0}`);
  writeFileSync(table, `a,b,truth\n${rows.join('\n')}\n`);
  writeFileSync(model, logisticRegression({ weights: [2, 1] }));
});

it.each([
  [['profile', table, '--delimiter', ''], 'Must be one character'],
  [['profile', table, '--delimiter', ';;'], 'Must be one character'],
  [['profile', table, '--checks', checks('{"columns":{"nope":{"min":0}}}')], 'There is no column "nope"'],
  [['profile', table, '--checks', checks('{"columns":{"a":{"min":5,"max":1}}}')], 'from 5 to 1: no value is both'],
  [['validate', ...files, '--project', home, '--out', join(home, 'other')], '--project and --out name a project each'],
  [['stress', ...files, '--rows', '1'], 'Must be a whole number from 50 to 5,000,000.'],
  [['stress', ...files, '--report', home], '--report names a folder'],
  [['harden', ...files, '--rows', '1e12'], 'Must be a whole number from 100 to 2,000,000.'],
  [['harden', ...files, '--kinds', 'bogus'], 'the kinds are sentinels, unit'],
  [['harden', ...files, '--coverage', '0'], 'Must be a number from 0.1 to 0.99.'],
  [['harden', ...files, '--level', '1'], 'Must be a number from 0.5 to 0.999.'],
  [['harden', ...files, '--costs', '1e400:1'], 'Must be two numbers such as 1:10'],
  [['harden', ...files, '--map-out', home], '--map-out names a folder'],
  [['harden', ...files, '--accept'], 'Without --accept, --map-out alone'],
  [['lint', ...files, '--rows', '1'], 'Must be a whole number from 2 to 100,000.'],
  [['validate', ...files, '--id', 'truth'], 'cannot be --target and --id at once'],
  [['bundle', '--run', join(home, 'runs/one-stress')], 'is a stress run: it has no predictions'],
  [['compare', join(home, 'runs/one-stress'), join(home, 'runs/one-stress')], 'is a stress run: it has no predictions'],
  [['verify', home], 'is not a bundle: it holds neither'],
])('drydock %j', async (command, says) => {
  const { code, stdout, stderr } = await drydock(home, command);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
  expect(stderr).not.toMatch(/ at .*\.[jt]s:|went wrong inside/);
});
