// `profile --checks`, through the command as a shell runs it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { QualityReport } from '../../../app/api/schemas/quality.ts';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { logisticRegression } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

function file(name: string, content: string | Uint8Array): string {
  mkdirSync(join(home, 'files'), { recursive: true });
  const path = join(home, 'files', name);
  writeFileSync(path, content);
  return path;
}
const line = (row: number): string =>
  `${row % 12 === 0 ? '' : String(row)},${row % 2 === 0 ? 'yes' : 'no'},2020-01-${String(1 + (row % 28)).padStart(2, '0')}`;
const table = file('rows.csv', `x,label,day\n${Array.from({ length: 100 }, (_, row) => line(row)).join('\n')}\n`);
const reference = file(
  'reference.csv',
  `x,label,day\n${Array.from({ length: 40 }, (_, row) => `${String(row)},no,2019-01-01`).join('\n')}\n`,
);

it('prints findings worst first with what to do, and ends well while nothing fails', async () => {
  const { code, stdout, stderr } = await drydock(home, ['profile', table, '--checks', '--target', 'label']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('warn  "x" is missing in 9 % of the rows (9 rows).  [missing]');
  expect(stdout).toContain('Reference: day before');
  expect(stdout).toMatch(/^skip {2}Likely wrong labels: It needs a finished run/m);
});

it('names the option that reads a code for "no value" as missing, and the option does it', async () => {
  const speed = (row: number): string => (row % 25 === 0 ? '-999' : String(60 + (row % 40)));
  const phase = (row: number): string => (row % 30 === 0 ? 'not available' : row % 2 === 0 ? 'climb' : 'descent');
  const rows = Array.from({ length: 300 }, (_, row) => `${speed(row)},${phase(row)}`);
  const coded = file('coded.csv', `speed,phase\n${rows.join('\n')}\n`);
  const { stdout } = await drydock(home, ['profile', coded, '--checks']);
  expect(stdout).toContain("Here: --missing='-999'.");
  expect(stdout).toContain("Here: --missing='not available'.");
  const told = await drydock(home, ['profile', coded, '--checks', '--json', '--missing=-999', '--missing=not available']);
  const { columns, checks } = JSON.parse(told.stdout) as DatasetCard & { checks: QualityReport };
  expect(columns.map(({ missing }) => missing)).toEqual([12, 10]);
  expect(checks.findings.map(({ check }) => check)).not.toContain('disguised-missing');
});

it('gives the card and the findings as one document; a check that fails is exit code 1', async () => {
  const checks = file(
    'checks.json',
    JSON.stringify({
      checks: { missing: { thresholds: { fail: 0.05 } } },
      reference: { kind: 'file', paths: ['reference.csv'] },
    }),
  );
  const { code, stdout } = await drydock(home, ['profile', table, '--checks', checks, '--target', 'label', '--json']);
  expect(code).toBe(1);
  const document = JSON.parse(stdout) as DatasetCard & { checks: QualityReport };
  expect(document).toMatchObject({
    name: 'rows.csv',
    rows: 100,
    checks: { outcome: 'fail', roles: { target: 'label', time: 'day' } },
  });
  expect(document.checks.reference).toMatchObject({ name: 'reference.csv', rows: 40 });
  expect(document.checks.findings[0]).toMatchObject({ id: 'missing:x', severity: 'fail' });
  expect(document.checks.findings.map(({ check }) => check)).toContain('unseen-categories');
  expect(reference).toContain('reference.csv');
});

it.each([
  [['--target', 'nope', '--checks'], 'There is no column "nope".'],
  [['--target', 'label'], '--target says something of the checks, and --checks is not given.'],
  [['--checks', '--reference', 'a.csv', '--reference-before', '2020-01-05'], 'cannot both be given'],
  [['--checks', '--time', 'x'], 'The column "x" holds no times.'],
  [['--checks', '--reference-before', '1990-01-01'], 'The reference period leaves no rows in it.'],
])('refuses %j', async (flags, message) => {
  const { code, stderr } = await drydock(home, ['profile', table, ...flags]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

it('checks the data of a project by its mapping, its settings and the scores of its last run', async () => {
  const project = join(home, 'judged');
  const model = file('model.onnx', logisticRegression({ weights: [4] }));
  const rows = Array.from({ length: 200 }, (_, i) => {
    const x = (i % 2 === 0 ? 1 : -1) * (1 + (i % 7) / 10);
    return `${String(x)},${String(Number(x > 0 !== (i % 10 === 3)))}`;
  });
  const judged = file('judged.csv', `x,truth\n${rows.join('\n')}\n`);
  const made = ['--model', model, '--data', judged, '--target', 'truth', '--out', project, '--quiet'];
  expect((await drydock(home, ['validate', ...made])).code).toBe(0);
  const { code, stdout } = await drydock(home, ['profile', '--project', project, '--checks', '--json']);
  const { checks } = JSON.parse(stdout) as { checks: QualityReport };
  // Of the 20 labels turned round, those that cleanlab 2's find_label_issues (by noise rate) gives for these scores.
  expect(checks.findings.find(({ check }) => check === 'label-errors')?.count).toBe(13);
  expect(code).toBe(checks.outcome === 'fail' ? 1 : 0);
  const lenient = file('lenient.json', JSON.stringify({ checks: { 'label-errors': { on: false } } }));
  await drydock(home, ['profile', '--project', project, '--checks', lenient, '--quiet']);
  const kept = await drydock(home, ['profile', '--project', project, '--checks']);
  expect(kept.stdout).not.toContain('[label-errors]');
  expect((await drydock(home, ['profile', '--project', project])).stdout).toMatch(/^judged\.csv {2}csv {2}200 rows × 2 columns/);
  rmSync(judged);
  const gone = await drydock(home, ['profile', '--project', project]);
  expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('The data of the project are missing')]);
}, 300_000);

it('says what it needs where neither data nor a project with data are named', async () => {
  const { code, stderr } = await drydock(home, ['profile', '--checks']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('There are no data to look at.')]);
  const taken = await drydock(home, ['profile', '--checks', table]);
  expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('put --checks after the data')]);
});

it('refuses a file with a check or a threshold that does not exist', async () => {
  const wrong = file('wrong.json', JSON.stringify({ checks: { mising: {} } }));
  expect((await drydock(home, ['profile', table, '--checks', wrong])).stderr).toContain('There is no check "mising".');
  const threshold = file('threshold.json', JSON.stringify({ checks: { missing: { thresholds: { wran: 1 } } } }));
  expect((await drydock(home, ['profile', table, '--checks', threshold])).stderr).toContain('has no threshold "wran"');
});

const gate = (rules: unknown): string => file('gate.json', JSON.stringify({ quality: rules }));

it('a gate alone decides the exit code, counting what is as bad or worse', async () => {
  const run = (rules: unknown, ...flags: string[]) =>
    drydock(home, ['profile', table, '--checks', '--target', 'label', '--gate', gate(rules), ...flags]);
  const passed = await run({ all: { fail: { max: 0 } }, missing: { warn: { max: 1 } } });
  expect([passed.code, passed.stderr]).toEqual([0, '']);
  expect(passed.stdout).toMatch(
    /\nGate\n {2}pass {2}all: failures ≤ 0: none\n {2}pass {2}missing: warnings or worse ≤ 1: 1 finding\n$/,
  );
  const failed = await run({ missing: { info: { max: 0 } }, 'label-errors': { warn: { max: 9 } } }, '--json');
  expect(failed.code).toBe(1);
  expect((JSON.parse(failed.stdout) as { gate: unknown }).gate).toEqual({
    ok: false,
    checks: [
      { what: 'missing: notes or worse ≤ 0', ok: false, detail: '1 finding' },
      {
        what: 'label-errors: warnings or worse ≤ 9',
        ok: false,
        detail: expect.stringMatching(/^left out: It needs a finished run/) as string,
      },
    ],
  });
});

it.each([
  [{}, 'it has no rule'],
  [{ mising: { fail: { max: 0 } } }, 'there is no check of this name'],
  [{ missing: {} }, 'it limits nothing'],
  [{ missing: { fail: { max: -1 } } }, 'max'],
])('refuses the gate %j before the data are read', async (rules, message) => {
  const { code, stderr } = await drydock(home, ['profile', 'nowhere.csv', '--checks', '--gate', gate(rules)]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

it('ends when its time is up: what was not reached is named, does not pass a gate, and is said not to be complete', async () => {
  const flags = ['--checks', '--target', 'label', '--budget', '0.000001', '--gate', gate({ all: { fail: { max: 0 } } })];
  const { code, stdout } = await drydock(home, ['profile', table, ...flags]);
  expect(code).toBe(1);
  expect(stdout).toContain('NOT COMPLETE (the time that it was given is up)');
  expect(stdout).toMatch(/^skip {2}Outliers.*: the time that it was given is up/m);
  expect(stdout).toContain('FAIL  all: failures ≤ 0: not every check was reached in the time given');
});
