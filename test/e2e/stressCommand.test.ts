// `drydock stress` as a person and as a CI job call it, on the bird-strikes example.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StressGateResult, StressRecord, StressReport } from '../../app/api/schemas/stress.ts';
import { drydock, root, temporaryHome } from '../support/drydock.ts';

const { home, remove } = temporaryHome();
const example = join(root, 'examples/birdstrikes');
const files = ['--model', join(example, 'model.onnx'), '--data', join(example, 'strikes.parquet')];
const work = join(home, 'work');
const kept = join(work, 'kept');
// A few kinds of damage on a few rows: the whole plan is tried in test/app/stress.
const few = [
  '--rows',
  '1200',
  '--corruptions',
  'missing,missing-where-sure,unit-larger',
  '--columns',
  'Speed IAS in knots',
  'Wildlife Size',
];

const write = (name: string, content: unknown): string => {
  const path = join(work, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

beforeAll(() => mkdirSync(work, { recursive: true }));
afterAll(remove);

describe('drydock stress', () => {
  it('prints the document, the same for the same seed, and keeps it in the project', async () => {
    const first = await drydock(home, ['stress', ...files, ...few, '--out', kept, '--json']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const report = StressReport.parse(JSON.parse(first.stdout));
    expect([report.metric, report.rows, report.totalRows]).toEqual(['rocAuc', 1200, 6965]);
    expect(report.clean.value).toBeGreaterThan(0.7);
    expect(report.corruptions.map(({ name }) => name).sort()).toEqual(['missing', 'missing-where-sure', 'unit-larger']);
    for (const { severities } of report.corruptions) expect(severities.length).toBe(5);
    // A number in another unit is a fault of numbers only.
    expect(report.corruptions.find(({ name }) => name === 'unit-larger')?.columns).toEqual(['Speed IAS in knots']);
    expect(report.columns.map(({ column }) => column).sort()).toEqual(['Speed IAS in knots', 'Wildlife Size']);
    expect(report.columns.find(({ column }) => column === 'Wildlife Size')?.importance?.low).toBeGreaterThan(0);

    const [run = ''] = readdirSync(join(kept, 'runs')).filter((name) => name.endsWith('-stress'));
    const record = StressRecord.parse(JSON.parse(readFileSync(join(kept, 'runs', run, 'stress.json'), 'utf8')));
    expect([record.state, record.report?.corruptions]).toEqual(['complete', report.corruptions]);

    const again = await drydock(home, ['stress', '--project', kept, ...few, '--json', '--baseline', run]);
    const second = StressReport.parse(JSON.parse(again.stdout));
    const plain = ({ corruptions }: StressReport) => corruptions.map(({ relative: _relative, ...one }) => one);
    expect(plain(second)).toEqual(plain(report));
    // A model stands damage as well as itself.
    expect(second.relative).toBeCloseTo(1, 12);
  });

  it('tells a person where it breaks', async () => {
    const { code, stdout } = await drydock(home, ['stress', '--project', kept, ...few, '--floor', '0.72']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Messy data · 1,200 rows of 6,965/);
    expect(stdout).toMatch(/Grade [A-F], \d+ of 100\. It keeps/);
    expect(stdout).toMatch(/rocAuc (stays above|is already below) 0\.72 .*(cells missing|too large)/);
    expect(stdout).toMatch(/[▁▂▃▄▅▆▇█]{5}/);
    expect(stdout).toMatch(/Wildlife Size/);
  });

  it('holds a gate, by exit code', async () => {
    const gated = async (gate: unknown) => {
      const { code, stdout } = await drydock(home, [
        'stress',
        '--project',
        kept,
        ...few,
        '--json',
        '--gate',
        write('gate.json', gate),
      ]);
      return { code, verdict: StressGateResult.parse((JSON.parse(stdout) as { gate: unknown }).gate) };
    };
    const passed = await gated({ stress: { missing: { at: 3, rocAuc: { min: 0.6 } } } });
    expect([passed.code, passed.verdict.ok]).toEqual([0, true]);
    const failed = await gated({ stress: { missing: { at: 3, rocAuc: { min: 0.6 }, flipRate: { max: 0 } } } });
    expect([failed.code, failed.verdict.ok]).toEqual([1, false]);
    expect(failed.verdict.checks.map(({ figure, ok }) => [figure, ok])).toEqual([
      ['rocAuc', true],
      ['flipRate', false],
    ]);
  });

  it('stops when its time is up, and says so', async () => {
    const { code, stdout } = await drydock(home, ['stress', ...files, '--budget', '0.03']);
    expect(code).toBe(0);
    expect(stdout).toContain('NOT COMPLETE (the time that it was given is up)');
  });
});

describe('bad input is refused with a message, a hint and exit code 2', () => {
  const cases: [string, () => string[], RegExp][] = [
    ['damage that there is not', () => [...files, '--corruptions', 'misssing'], /misssing.*[^]*missing/],
    ['a column that feeds nothing', () => [...files, '--columns', 'Nope'], /Nope[^]*Speed IAS in knots/],
    ['a metric of another task', () => [...files, ...few, '--metric', 'rmse'], /cannot be computed[^]*rocAuc/],
    [
      'a gate with a typing error',
      () => [...files, '--gate', write('bad.json', { stress: { mising: { at: 3, accuracy: { min: 1 } } } })],
      /mising/,
    ],
    ['too few rows', () => [...files, '--rows', '10'], /50/],
    ['no time at all', () => [...files, '--budget', '0'], /above 0/],
    ['a baseline that there is not', () => [...files, ...few, '--baseline', 'nothing-stress'], /nothing-stress/],
    ['no model', () => ['--data', join(example, 'strikes.parquet')], /--model/],
  ];

  it.each(cases)('%s', async (_name, args, message) => {
    const { code, stdout, stderr } = await drydock(home, ['stress', ...args()]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\bat .*\.(js|ts):\d+|INTERNAL|Something went wrong inside/);
    expect([code, stdout]).toEqual([2, '']);
  });
});
