// The command as a CI job calls it: exit codes, one JSON document, nothing left behind.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleResult, VerifyResult } from '../../app/api/schemas/bundles.ts';
import type { GateResult, RunReport } from '../../app/api/schemas/runs.ts';
import { Fairness } from '../../app/api/schemas/slices.ts';
import { listRecentProjects } from '../../app/runs/recentProjects.ts';
import { drydock, root, temporaryHome } from '../support/drydock.ts';
import { tensor, writeModel } from '../support/onnxWriter.ts';
import { regression } from '../support/tinyModels.ts';

const { home, remove } = temporaryHome();
const example = join(root, 'examples/birdstrikes');
const model = join(example, 'model.onnx');
const data = join(example, 'strikes.parquet');
const work = join(home, 'work');
const kept = join(work, 'kept');

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(work, name);
  writeFileSync(path, content);
  return path;
};

beforeAll(() => mkdirSync(work, { recursive: true }));
afterAll(remove);

describe('the bird-strikes example', () => {
  it('does the whole main job without a screen', async () => {
    const { code, stdout, stderr } = await drydock(home, ['example', 'birdstrikes', '--json']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { project: string; reportPath: string; bundle: BundleResult; report: RunReport };
    expect(existsSync(join(result.project, 'drydock.json'))).toBe(true);
    expect(readFileSync(result.reportPath, 'utf8')).toContain('<!doctype html>');
    const { report } = result;
    expect([report.task, report.rows, report.positive]).toEqual(['binary', 6965, 'Some damage']);
    // Nine stray codes no model knows: counted as wrong, and listed.
    expect(report.unknownLabels).toEqual([
      { label: 'C', count: 8 },
      { label: 'B', count: 1 },
    ]);
    expect(report.metrics.rocAuc?.value).toBeGreaterThan(0.74);
    expect(report.metrics.rocAuc?.value).toBeLessThan(0.8);
    // The flattering accuracy is seen for what it is.
    expect(report.baseline?.metrics.accuracy?.value).toBeCloseTo(6183 / 6965, 9);

    const verified = await drydock(home, ['verify', result.bundle.path, '--json']);
    expect((JSON.parse(verified.stdout) as VerifyResult).checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(verified.code).toBe(0);
  });

  it('by year gives the AUC that train.py prints', async () => {
    const { stdout, code } = await drydock(home, [
      'validate',
      '--model',
      model,
      '--data',
      data,
      '--window',
      'year',
      '--json',
      '--out',
      kept,
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as RunReport;
    const table = [...readFileSync(join(example, 'README.md'), 'utf8').matchAll(/^(\d{4}) .*AUC (0\.\d{3}) {2}AP (0\.\d{3})$/gm)];
    const years = table.filter(([, year]) => Number(year) >= 1995);
    expect(report.timeline.windows.map(({ start }) => start?.slice(0, 4))).toEqual(years.map(([, year]) => year));
    report.timeline.windows.forEach((window, i) => {
      expect(window.metrics.rocAuc?.value ?? 0, years[i]?.[1]).toBeCloseTo(Number(years[i]?.[2]), 2);
      expect(window.metrics.averagePrecision?.value ?? 0, years[i]?.[1]).toBeCloseTo(Number(years[i]?.[3]), 2);
    });
  });

  it('prints a text report with a chart for people, the groups of a column, and writes the page', async () => {
    const page = join(work, 'run.html');
    const groups = ['--groups', 'Wildlife Size', 'Speed IAS in knots', '--report', page];
    const { stdout, code } = await drydock(home, ['validate', '--model', model, '--data', data, ...groups]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/accuracy/i);
    expect(stdout).toContain('1995');
    expect(stdout).toContain('2002');
    expect(stdout).toMatch(/^Groups of "Wildlife Size": selected = predicted "[^"]+"/m);
    expect(stdout).toMatch(/^Groups of "Speed IAS in knots": cut into quarters of the rows/m);
    for (const name of ['Small', 'Medium', 'Large']) expect(stdout).toMatch(new RegExp(`^${name} +[\\d,]+ +\\S`, 'm'));
    expect(stdout).toMatch(/^Demographic parity difference +0\.\d+ \(0\.\d+ – 0\.\d+\) +Large +Small$/m);
    const written = readFileSync(page, 'utf8');
    expect(written).toMatch(/<h2>Groups beside each other<\/h2>[^]*<h3>Wildlife Size<\/h3>[^]*<h3>Speed IAS in knots<\/h3>/);
    expect(written).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it('--json has the groups and gaps of every metric', async () => {
    const { stdout, code } = await drydock(home, [
      'validate',
      '--model',
      model,
      '--data',
      data,
      '--groups',
      'Wildlife Size',
      '--json',
    ]);
    expect(code).toBe(0);
    const [fairness] = (JSON.parse(stdout) as { groups: unknown[] }).groups.map((one) => Fairness.parse(one));
    expect(fairness?.groups.map(({ name }) => name).sort()).toEqual(['Large', 'Medium', 'Small']);
    expect(fairness?.gaps.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['demographicParityDifference', 'equalizedOddsDifference', 'rocAuc', 'accuracy']),
    );
  });
});

describe('gates', () => {
  const gated = async (gate: unknown): Promise<{ code: number | null; verdict: GateResult }> => {
    const { code, stdout } = await drydock(home, [
      'validate',
      '--project',
      kept,
      '--json',
      '--gate',
      write('gate.json', JSON.stringify(gate)),
    ]);
    return { code, verdict: (JSON.parse(stdout) as { gate: GateResult }).gate };
  };

  it('pass with exit code 0', async () => {
    const { code, verdict } = await gated({ rocAuc: { min: 0.7 } });
    expect([code, verdict.ok]).toEqual([0, true]);
  });

  it('fail with exit code 1 and name the window', async () => {
    const { code, verdict } = await gated({ rocAuc: { min: 0.76, on: 'every window' } });
    expect([code, verdict.ok]).toEqual([1, false]);
    expect(verdict.checks.some(({ detail }) => detail.includes('1997'))).toBe(true);
  });

  it('with an unknown metric are refused', async () => {
    const { code, stderr } = await drydock(home, [
      'validate',
      '--project',
      kept,
      '--gate',
      write('bad.json', '{"acuracy":{"min":1}}'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/acuracy|gate/);
  });
});

describe('bad input is refused with a message, a hint and exit code 2', () => {
  const csv = 'Damage,Speed IAS in knots\nNo damage,100\n';
  const cases: [string, () => string[], RegExp][] = [
    ['an empty model file', () => ['inspect', write('empty.onnx', '')], /empty/i],
    [
      'a truncated model',
      () => ['inspect', write('cut.onnx', readFileSync(model).subarray(0, 3000))],
      /truncat|damaged|cut|incomplete/i,
    ],
    [
      'a pickle',
      () => ['inspect', write('model.pkl', Buffer.from([0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x4e, 0x2e]))],
      /pickle/i,
    ],
    [
      'a Git LFS pointer',
      () => ['inspect', write('lfs.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')],
      /lfs/i,
    ],
    ['a model that is not there', () => ['inspect', join(work, 'nowhere.onnx')], /nowhere\.onnx/],
    ['empty data', () => ['profile', write('empty.csv', '')], /empty/i],
    ['a header without rows', () => ['validate', '--model', model, '--data', write('norows.csv', 'a,b\n')], /no rows|0 rows/i],
    ['a truncated Parquet file', () => ['profile', write('cut.parquet', readFileSync(data).subarray(0, 20_000))], /parquet/i],
    ['data without the features', () => ['validate', '--model', model, '--data', write('few.csv', csv)], /Aircraft|input|column/],
    ['a target that is not there', () => ['validate', '--model', model, '--data', data, '--target', 'Nope'], /Nope/],
    [
      'a positive class the model does not know',
      () => ['validate', '--model', model, '--data', data, '--positive', 'Maybe'],
      /Maybe/,
    ],
    ['an unknown provider', () => ['validate', '--model', model, '--data', data, '--provider', 'tpu'], /provider|tpu/],
    [
      'a provider that cannot run here',
      () => ['validate', '--model', model, '--data', data, '--provider', process.platform === 'darwin' ? 'dml' : 'coreml'],
      /coreml|dml|CoreML|DirectML/,
    ],
    ['an unknown window', () => ['validate', '--model', model, '--data', data, '--window', 'fortnight'], /fortnight|rows:N/],
    [
      'a project of a newer version',
      () => {
        mkdirSync(join(work, 'newer'), { recursive: true });
        writeFileSync(join(work, 'newer/drydock.json'), '{"version": 99}');
        return ['validate', '--project', join(work, 'newer')];
      },
      /newer/i,
    ],
    ['an unknown command', () => ['vaildate'], /vaildate|unknown|argument|project/i],
    ['an unknown option', () => ['profile', '--fast', data], /--fast/],
  ];

  it.each(cases)('%s', async (_name, args, message) => {
    const { code, stdout, stderr } = await drydock(home, args());
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\bat .*\.(js|ts):\d+|INTERNAL|Something went wrong inside/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('with --json prints the error as the one JSON document', async () => {
    const { code, stdout } = await drydock(home, ['inspect', join(work, 'nowhere.onnx'), '--json']);
    expect(code).toBe(2);
    expect((JSON.parse(stdout) as { error: { code: string } }).error.code).toBe('NOT_FOUND');
  });
});

describe('what a shell and a script may expect', () => {
  const oneText = (name: string): { model: string; data: string } => ({
    model: write(`${name}.onnx`, regression([1, -2])),
    data: write(`${name}.csv`, `a,b,y\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 5},${i % 2}`).join('\n')}\n`),
  });

  it('inspect opens the model, and says of the given file why that fails', async () => {
    const double = writeModel({
      nodes: [
        {
          op: 'Imputer',
          domain: 'ai.onnx.ml',
          inputs: ['X'],
          outputs: ['y'],
          attributes: { imputed_value_floats: { floats: [0] }, replaced_value_float: { float: NaN } },
        },
      ],
      inputs: [tensor('X', 'float64', ['N', 1])],
      outputs: [tensor('y', 'float64', ['N', 1])],
    });
    const { code, stdout } = await drydock(home, ['inspect', write('double.onnx', double), '--json']);
    const { providers } = JSON.parse(stdout) as { providers: { name: string; available: boolean; reason: string }[] };
    const cpu = providers.find(({ name }) => name === 'cpu');
    expect([code, cpu?.available]).toEqual([0, false]);
    expect(cpu?.reason).toMatch(/no implementation of the operator .*Imputer.*FloatTensorType/);
    const fine = JSON.parse((await drydock(home, ['inspect', model, '--json'])).stdout) as { providers: typeof providers };
    expect(fine.providers.find(({ name }) => name === 'cpu')?.available).toBe(true);
  });

  it('bad usage is JSON too where JSON is asked for', async () => {
    const { code, stdout, stderr } = await drydock(home, ['validate', '--json', '--window', 'fortnight']);
    expect([code, (JSON.parse(stdout) as { error: { code: string } }).error.code]).toEqual([2, 'INVALID_INPUT']);
    expect(stderr).toContain('fortnight');
  });

  it('a reader that stops reading ends nothing but the printing', async () => {
    const { code, stderr } = await drydock(home, ['inspect', model], { stopReading: true });
    expect([code, stderr]).toEqual([0, '']);
  });

  it('guesses of the mapping and the task are told below the figures, and --task overrules', async () => {
    const { model: file, data: table } = oneText('logit');
    const guessed = await drydock(home, ['validate', '--model', file, '--data', table]);
    expect(guessed.stdout).toMatch(/^binary · /m);
    expect(guessed.stdout).toMatch(/Good to know[^]*were guessed \(by position/);
    expect(guessed.stdout).toMatch(/Good to know[^]*is read as the logit of class "1"/);
    expect(guessed.stdout).toMatch(/^columns: target y$/m);
    const told = await drydock(home, ['validate', '--model', file, '--data', table, '--task', 'regression', '--json']);
    const report = JSON.parse(told.stdout) as RunReport;
    expect(report.task).toBe('regression');
    expect(report.warnings.map(({ code }) => code)).toContain('two-valued-target');
  });

  it('a mapping file may hold only what differs; what cannot be used in it is named', async () => {
    const { model: file, data: table } = oneText('partial');
    const run = (mapping: object, ...more: string[]): ReturnType<typeof drydock> =>
      drydock(home, ['validate', '--model', file, '--data', table, '--map', write('map.json', JSON.stringify(mapping)), ...more]);
    const swapped = { inputs: [{ input: 'X', feeds: [{ column: 'b' }, { column: 'a' }] }] };
    const { code, stdout } = await run(swapped, '--json');
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as RunReport).warnings.map((warning) => warning.code)).not.toContain('guessed-columns');
    expect((await run({ inputs: [{ input: 'X', feeds: [{ colum: 'b' }] }] })).stderr).toMatch(/at "inputs\.0\.feeds\.0/);
    expect((await run({ version: 99 })).stderr).toMatch(/newer version/);
  });

  it('a failed validation into a new folder says what it left there', async () => {
    const { model: file } = oneText('left');
    const few = write('few-columns.csv', 'a,y\n1.5,0\n2.5,1\n');
    const out = join(work, 'left-there');
    const { code, stderr } = await drydock(home, ['validate', '--model', file, '--data', few, '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain('--map FILE');
    expect(stderr).toContain(`The project so far is kept in ${out}`);
    expect(existsSync(join(out, 'drydock.json'))).toBe(true);
  });

  it('a validation whose model or data are refused leaves no project', async () => {
    const { model: file, data: table } = oneText('refused');
    const beside = join(work, 'beside');
    mkdirSync(beside);
    writeFileSync(join(beside, 'mine.txt'), 'kept');
    const run = async (out: string, ...files: string[]): Promise<string> => {
      const { code, stderr } = await drydock(home, ['validate', '--out', out, ...files]);
      expect(code).toBe(2);
      return stderr;
    };
    const notData = write('empty.csv', '');
    const notModel = write('not-a-model.onnx', 'text');
    const deep = join(work, 'new', 'deep', 'project');
    expect(await run(deep, '--model', file, '--data', notData)).not.toContain('is kept');
    expect(existsSync(join(work, 'new'))).toBe(false);
    await run(deep, '--model', notModel, '--data', table);
    expect(existsSync(join(work, 'new'))).toBe(false);
    await run(beside, '--model', file, '--data', notData);
    expect(readdirSync(beside)).toEqual(['mine.txt']);
    const recent = await listRecentProjects(join(home, '.config'));
    expect(recent.filter(({ project }) => project === deep || project === beside)).toEqual([]);
    // One that was there before stays.
    const there = join(work, 'there');
    await drydock(home, ['validate', '--model', file, '--data', table, '--out', there]);
    const { stderr } = await drydock(home, ['validate', '--out', there, '--data', notData]);
    expect([stderr.includes('is kept'), existsSync(join(there, 'drydock.json'))]).toEqual([true, true]);
  });

  it('a time that was not read as one names the option that says how it is written', async () => {
    const { model: file } = oneText('epoch');
    const rows = Array.from({ length: 20 }, (_, i) => `${i},${i + 1},${i % 2},${1_600_000_000 + 7 * i}`);
    const table = write('epoch.csv', `a,b,y,t\n${rows.join('\n')}\n`);
    const { code, stderr } = await drydock(home, ['validate', '--model', file, '--data', table, '--time', 't', '--target', 'y']);
    expect([code, stderr.includes('--date-order "t=epoch-s" (or epoch-ms, epoch-us)')]).toEqual([2, true]);
  });

  it('a time whose dates read both ways names the two ways, and nothing of the window', async () => {
    const { model: file } = oneText('two-ways');
    const rows = Array.from({ length: 12 }, (_, i) => `${i},${i + 1},${i % 2},0${1 + (i % 9)}/0${1 + ((i + 4) % 9)}/2020`);
    const table = write('two-ways.csv', `a,b,y,t\n${rows.join('\n')}\n`);
    const run = (...more: string[]): ReturnType<typeof drydock> =>
      drydock(home, ['validate', '--model', file, '--data', table, '--target', 'y', ...more]);
    const { code, stderr } = await run('--time', 't');
    expect(code).toBe(2);
    const hint = /^hint: .*/m.exec(stderr)?.[0] ?? '';
    expect(hint).toContain('--date-order "t=day-month-year" (or month-day-year)');
    expect(hint).not.toMatch(/epoch|Data page/);
    // Left open, it is used for nothing, and the run says so.
    const open = JSON.parse((await run('--json')).stdout) as RunReport;
    expect(open.columns).toMatchObject({ target: 'y', time: null, id: null });
    expect(open.warnings.find((warning) => warning.code === 'open-question')).toMatchObject({
      message: expect.stringContaining('day or the month') as string,
      hint: expect.stringContaining('--date-order "t=day-month-year"') as string,
      where: { column: 't' },
    });
    // Windows of rows would pass for windows of time.
    const gate = write('windows.json', JSON.stringify({ accuracy: { min: 0, on: 'every window' } }));
    const gated = await run('--gate', gate);
    expect([gated.code, gated.stderr.includes('--date-order "t=day-month-year')]).toEqual([2, true]);
    const told = JSON.parse((await run('--json', '--date-order', 't=day-month-year')).stdout) as RunReport;
    expect(told.columns).toMatchObject({ time: 't' });
    expect(told.warnings.map((warning) => warning.code)).not.toContain('open-question');
  });

  it('a project whose model is gone says where it was', async () => {
    const { model: file, data: table } = oneText('gone');
    const out = join(work, 'gone-model');
    await drydock(home, ['validate', '--model', file, '--data', table, '--out', out]);
    rmSync(file);
    const { code, stderr } = await drydock(home, ['validate', '--project', out]);
    expect([code, stderr.includes(`missing: ${file}`)]).toEqual([2, true]);
    const run = readdirSync(join(out, 'runs'))[0] ?? '';
    const bundle = await drydock(home, ['bundle', '--project', out, '--run', run]);
    expect([bundle.code, bundle.stderr.includes(`missing: ${file}`)]).toEqual([2, true]);
  });
});

describe('a flipped byte', () => {
  it('anywhere in a bundle makes verify fail and name the file', async () => {
    const runs = join(kept, 'runs');
    const run = readdirSync(runs).sort()[0] ?? '';
    const out = join(work, 'bundle.zip');
    const exported = await drydock(home, ['bundle', '--run', join(runs, run), '--out', out, '--json']);
    expect(exported.code).toBe(0);
    const bundle = JSON.parse(exported.stdout) as BundleResult;
    const again = join(work, 'again.zip');
    await drydock(home, ['bundle', '--run', join(runs, run), '--out', again, '--json']);
    expect(readFileSync(again).equals(readFileSync(out)), 'same inputs, same bytes').toBe(true);

    const bytes = readFileSync(out);
    // Into the packed bytes of the model: behind the local header that names it.
    const header = [...bytes.toString('latin1').matchAll(/PK\x03\x04/g)].find(
      ({ index }) => bytes.toString('latin1', index + 30, index + 46) === 'model/model.onnx',
    );
    const at = (header?.index ?? 0) + 46 + 400;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const { code, stdout } = await drydock(home, ['verify', write('flipped.zip', bytes), '--json']);
    expect(code).toBe(1);
    expect(JSON.stringify((JSON.parse(stdout) as VerifyResult).checks.filter(({ ok }) => !ok))).toContain('model/model.onnx');
    expect(bundle.files.length).toBeGreaterThan(15);
  });
});

describe('a cancelled run', () => {
  it('keeps its finished rows as a partial run and ends with exit code 130', async () => {
    // One row a batch over many rows: under way for as long as it takes to notice.
    const folder = join(work, 'many');
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < 40; i++) cpSync(data, join(folder, `part-${String(i).padStart(2, '0')}.parquet`));
    const out = join(work, 'cancelled');
    const runsOf = (): string[] => (existsSync(join(out, 'runs')) ? readdirSync(join(out, 'runs')) : []);
    const stagedBytes = (run: string): number =>
      statSync(join(out, 'runs', run, 'work', 'staged.bin'), { throwIfNoEntry: false })?.size ?? 0;
    const isUnderWay = (): boolean => runsOf().some((run) => stagedBytes(run) > 20_000);
    const { code } = await drydock(
      home,
      ['validate', '--model', model, '--data', folder, '--out', out, '--json', '--batch', '1'],
      {
        interruptWhen: isUnderWay,
      },
    );
    expect(code).toBe(130);
    const runs = runsOf();
    expect(runs.length).toBe(1);
    const record = JSON.parse(readFileSync(join(out, 'runs', runs[0] ?? '', 'run.json'), 'utf8')) as {
      state: string;
      rows: { done: number; total: number };
    };
    expect(record.state).toBe('partial');
    expect(record.rows.done).toBeGreaterThan(0);
    expect(record.rows.done).toBeLessThan(record.rows.total);
  });
});
