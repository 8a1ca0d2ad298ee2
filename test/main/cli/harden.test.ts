// `drydock harden`, through the command as a shell runs it: offers, acceptance into the project, the run and the bundle after it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { HardenReport } from '../../../app/api/schemas/harden.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { ProjectFile } from '../../../app/api/schemas/projects.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { Random } from '../../../app/base/random.ts';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { logisticRegression, regression, sigmoid } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

function file(name: string, content: string | Uint8Array): string {
  mkdirSync(join(home, 'files'), { recursive: true });
  const path = join(home, 'files', name);
  writeFileSync(path, content);
  return path;
}

const random = new Random(11);
const rows = Array.from({ length: 1600 }, () => {
  const [a, b] = [random.normal(), random.normal()];
  const truth = random.uniform() < sigmoid(1.5 * a - b) ? 1 : 0;
  return `${a.toFixed(5)},${(random.uniform() < 0.08 ? -999 : b).toFixed(5)},${truth}`;
});
const table = file('rows.csv', `a,b,truth\n${rows.join('\n')}\n`);
const model = file('model.onnx', logisticRegression({ weights: [4.5, -3], metadata: { feature_names: '["a", "b"]' } }));
const files = ['--model', model, '--data', table, '--target', 'truth'];
const out = join(home, 'kept');
const project = (): ProjectFile => JSON.parse(readFileSync(join(out, 'drydock.json'), 'utf8')) as ProjectFile;
const fewKinds = ['--kinds', 'sentinels,calibration,abstain', '--corruptions', 'missing,sentinel-999'];

it('finds what mends the model, keeps it in the project, and the next run and its bundle stand on it', async () => {
  const { code, stdout, stderr } = await drydock(home, [
    'harden',
    ...files,
    ...fewKinds,
    '--out',
    out,
    '--seed',
    '3',
    '--accept',
    '--json',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout) as HardenReport & { accepted: string[]; state: string };
  expect(report.state).toBe('complete');
  expect(report.rows).toMatchObject({ total: 1600, labelled: 1600 });
  const ids = report.offers.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['calibration', 'sentinels:b']));
  expect(report.accepted).toEqual(expect.arrayContaining(['calibration', 'sentinels:b']));

  const { mapping, hardening } = project();
  expect(mapping?.calibration).toBeDefined();
  expect(mapping?.inputs[0]?.feeds[1]?.repairs).toMatchObject([{ kind: 'sentinels' }]);
  expect(hardening).toMatchObject([{ undoneAt: null, offers: expect.arrayContaining([]) as unknown }]);

  const run = await drydock(home, ['validate', '--project', out, '--json']);
  const figures = JSON.parse(run.stdout) as RunReport;
  expect(figures.calibration).toEqual(mapping?.calibration);
  expect(figures.repairs?.['b']?.[0]).toContain('read as missing');

  const text = await drydock(home, ['validate', '--project', out]);
  expect(text.stdout).toContain('scores calibrated:');

  const undone = await drydock(home, ['harden', '--project', out, '--undo', '--json']);
  expect([undone.code, undone.stderr]).toEqual([0, '']);
  expect(JSON.parse(undone.stdout)).toEqual({ undone: expect.arrayContaining(report.accepted) as unknown, left: [] });
  expect(project().mapping?.calibration).toBeUndefined();
  expect(project().hardening?.every(({ undoneAt }) => undoneAt !== null)).toBe(true);
  const again = await drydock(home, ['harden', '--project', out, '--undo']);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('No accepted repair is left to take back.')]);
}, 120_000);

it('says in words what is offered, and writes a mapping file without touching anything', async () => {
  const mapOut = join(home, 'hard.json');
  const { code, stdout } = await drydock(home, ['harden', ...files, ...fewKinds, '--map-out', mapOut]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\d changes? (is|are) proved to help:/);
  expect(stdout).toContain('sentinels:b');
  expect(stdout).toContain('Bonferroni');
  const mapping = JSON.parse(readFileSync(mapOut, 'utf8')) as Mapping;
  expect(mapping.calibration).toBeDefined();
  const used = await drydock(home, ['validate', ...files, '--map', mapOut, '--json']);
  expect((JSON.parse(used.stdout) as RunReport).calibration).toEqual(mapping.calibration);
}, 120_000);

it('a gate says that something is left to mend', async () => {
  const gate = file('gate.json', JSON.stringify({ harden: { offers: { max: 0 } } }));
  const { code, stdout } = await drydock(home, ['harden', ...files, '--kinds', 'calibration', '--gate', gate]);
  expect(code).toBe(1);
  expect(stdout).toContain('FAIL  offers at most 0');
  const wrong = file('wrong.json', JSON.stringify({ harden: { offers: { most: 0 } } }));
  expect((await drydock(home, ['harden', ...files, '--gate', wrong])).code).toBe(2);
});

it('a run whose time was up proves neither that nothing helps nor that nothing is left to mend', async () => {
  const gate = file('none.json', JSON.stringify({ harden: { offers: { max: 0 } } }));
  const { code, stdout } = await drydock(home, ['harden', ...files, '--budget', '0.000001', '--gate', gate]);
  expect(code).toBe(1);
  expect(stdout).toContain('FAIL  offers, not everything being tried, at most 0: 0');
  expect(stdout).toContain('Nothing is proved so far: the run ended before everything was tried.');
  expect(stdout).not.toContain('Nothing helps');
});

it('says that nothing was tried where no kind of repair fits', async () => {
  const none = await drydock(home, ['harden', ...files, '--kinds', 'category']);
  expect([none.code, none.stdout]).toEqual([
    0,
    expect.stringContaining('Nothing was tried: no repair of the kinds asked for fits'),
  ]);
});

it('bad input is refused in words', async () => {
  const cases: [string[], string][] = [
    [['--accept'], '--accept needs a project that stays.'],
    [['--undo'], '--undo takes back what a project accepted last'],
    [['--columns', 'nothing'], 'The column "nothing" does not feed the model.'],
    [['--corruptions', 'nothing'], 'nothing'],
    [['--kinds', 'nothing'], 'kinds'],
    [['--costs', '1:x'], 'two numbers such as 1:10'],
    [
      ['--costs', '1:2', '--task', 'regression', '--model', file('value.onnx', regression([1, 2]))],
      '--costs cannot be used: the model predicts a number',
    ],
    [['--budget', '1e9'], 'Must be at most 10,080 minutes'],
    [['--level', '2'], '0.5 to 0.999'],
  ];
  for (const [flags, words] of cases) {
    const { code, stderr } = await drydock(home, ['harden', ...files, ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  }
  const unlabelled = file('plain.csv', `a,b\n${rows.map((row) => row.slice(0, row.lastIndexOf(','))).join('\n')}\n`);
  const { code, stderr } = await drydock(home, ['harden', '--model', model, '--data', unlabelled]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('No column holds the true answers')]);
});
