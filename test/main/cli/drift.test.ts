// `drydock drift`: tables without a model, a project with one, gates, and what it refuses.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriftRecord, DriftReport } from '../../../app/api/schemas/drift.ts';
import { Random } from '../../../app/base/random.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import { drydock, root, temporaryHome } from '../../support/drydock.ts';
import { writeParquet } from '../../app/runs/support/prepareRun.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

const before = join(home, 'before.csv');
const now = join(home, 'now.csv');
const days = join(home, 'days.csv');
const gate = join(home, 'gate.json');
const example = join(root, 'examples/birdstrikes');

function table(path: string, rows: number, seed: number, shift: number): void {
  const random = new Random(seed);
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = new Date(Date.UTC(2020, 0, 1) + i * 8 * 3_600_000).toISOString().slice(0, 10);
    return [day, random.normal() + shift, random.uniform(), random.uniform() < 0.5 ? 'x' : 'y'].join(',');
  });
  writeFileSync(path, `day,moved,steady,kind\n${lines.join('\n')}\n`);
}

beforeAll(() => {
  table(before, 900, 1, 0);
  writeFileSync(days, `day\n${Array.from({ length: 28 }, (_, i) => `2020-02-${String(i + 1).padStart(2, '0')}`).join('\n')}\n`);
  table(now, 900, 2, 1);
  writeFileSync(gate, '{"drift":{"share":{"max":0},"action":["wait"]}}');
});

describe('two tables, no model', () => {
  it('which columns drift, and what to do', async () => {
    const { code, stdout } = await drydock(home, ['drift', '--reference', before, '--current', now, '--json']);
    expect(code).toBe(0);
    const report = DriftReport.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ preset: 'drydock', dataset: { share: 1 / 3 }, verdict: { action: 'look' } });
    expect(Object.fromEntries(report.columns.map(({ name, verdict }) => [name, verdict]))).toEqual({
      moved: 'drift',
      steady: 'none',
      kind: 'none',
    });
    expect(report.columns[0]?.score).toBeGreaterThan(0.8);
  });

  it('fresh rows lack the labels of the reference, which is no fault of the data where the target is named or not asked for', async () => {
    const [labelled, fresh] = [join(home, 'labelled.parquet'), join(home, 'fresh.parquet')];
    await writeParquet(labelled, `SELECT *, kind AS y FROM read_csv('${before}')`);
    const told = async (current: string, ...more: string[]): Promise<DriftReport> => {
      const { code, stdout } = await drydock(home, ['drift', '--reference', labelled, '--current', current, ...more, '--json']);
      expect(code).toBe(0);
      return DriftReport.parse(JSON.parse(stdout));
    };
    const gone = ({ alerts }: DriftReport) => alerts.filter(({ rule }) => rule === 'changedSchema').map(({ column }) => column);
    expect(gone(await told(before))).toEqual(['y']);
    const named = await told(before, '--target', 'y');
    expect([gone(named), named.verdict.action]).toEqual([[], 'wait']);
    expect(gone(await told(before, '--columns', 'moved', 'steady'))).toEqual([]);
    await writeParquet(fresh, `SELECT *, 'x' AS y FROM read_csv('${before}')`);
    expect((await told(fresh, '--target', 'y')).columns.find(({ name }) => name === 'y')).toMatchObject({
      role: 'target',
      verdict: 'drift',
    });
  });

  it('a gate that fails is exit code 1, one that holds 0', async () => {
    const command = ['drift', '--reference', before, '--gate', gate];
    const failed = await drydock(home, [...command, '--current', now, '--quiet']);
    expect([failed.code, failed.stdout]).toEqual([1, expect.stringContaining('FAIL  share of columns that drift ≤ 0: 0.333')]);
    const held = await drydock(home, [...command, '--current', before, '--quiet']);
    expect([held.code, held.stdout]).toEqual([0, expect.stringContaining('pass  action is wait')]);
  });

  it('what it finds is kept where it is told', async () => {
    const out = join(home, 'kept');
    const page = join(home, 'drift.html');
    const { code, stdout } = await drydock(home, [
      'drift',
      '--current',
      now,
      '--window',
      'month',
      '--out',
      out,
      '--report',
      page,
    ]);
    expect(code).toBe(0);
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[^]*<strong>Wait\.<\/strong>/);
    expect(stdout).toContain('WAIT: Nothing has changed that matters');
    const [run = ''] = readdirSync(join(out, 'runs'));
    const record = DriftRecord.parse(JSON.parse(readFileSync(join(out, 'runs', run, 'drift.json'), 'utf8')));
    expect(record).toMatchObject({ id: run, kind: 'drift', runId: null, settings: { window: 'month' } });
  });
});

describe('a reference that is saved', () => {
  const file = (name: string): string => join(home, `${name}.reference`);

  it('tells what its table tells, and is merged with others', async () => {
    const save = await drydock(home, ['drift', '--reference', before, '--save-reference', file('before')]);
    expect([save.code, save.stdout]).toEqual([
      0,
      expect.stringMatching(/^Reference saved in .*: 900 rows, 900 of them whole, 3 columns; nothing is kept of day\n$/),
    ]);
    const told = async (...reference: string[]): Promise<DriftReport> => {
      const { code, stdout } = await drydock(home, ['drift', '--reference', ...reference, '--current', now, '--json']);
      expect(code).toBe(0);
      return DriftReport.parse(JSON.parse(stdout));
    };
    const table = await told(before);
    expect(await told(file('before'))).toEqual({ ...table, reference: { ...table.reference, name: 'before.reference' } });
    // Of a period of the data, while these are compared; then both as one.
    const period = ['--reference-start', '2020-01-01', '--reference-end', '2020-03-01', '--window', 'month'];
    const both = await drydock(home, [
      'drift',
      '--current',
      now,
      ...period,
      '--save-reference',
      file('early'),
      '--no-sample',
      '--json',
    ]);
    expect(JSON.parse(both.stdout)).toMatchObject({
      savedReference: { rows: 180, used: 180, columns: 3, sampled: 0, leftOut: ['day'] },
      reference: { rows: 180 },
    });
    const { columns, reference } = await told(file('early'), file('before'));
    expect(reference).toMatchObject({ name: '2 files', rows: 1080, used: 1080 });
    expect(columns[0]?.score).toBeLessThan(table.columns[0]?.score ?? 0);
    // Named twice, it is counted once.
    const twice = await told(file('early'), file('early'));
    expect(twice.reference).toMatchObject({ rows: 180, used: 180 });
    expect(twice.reference.name).not.toBe('2 files');
    const alone = await told(file('early'));
    expect(alone.reference).toMatchObject({ start: '2020-01-01T00:00:00.000Z', end: '2020-03-01T00:00:00.000Z' });
    expect(alone.together).toBeUndefined();
  }, 300_000);

  it('with a model: what it said is kept, and held against the same model alone', async () => {
    const model = ['--model', join(example, 'model.onnx'), '--target', 'Damage', '--time', 'Flight Date', '--quiet'];
    const strikes = join(example, 'strikes.parquet');
    const [early, late] = [join(home, 'early.parquet'), join(home, 'late.parquet')];
    await writeParquet(early, `SELECT * FROM '${strikes}' WHERE "Flight Date" < TIMESTAMP '1996-01-01'`);
    await writeParquet(late, `SELECT * FROM '${strikes}' WHERE "Flight Date" >= TIMESTAMP '2002-06-01'`);
    expect((await drydock(home, ['drift', '--reference', early, ...model, '--save-reference', file('strikes')])).code).toBe(0);
    const told = async (reference: string): Promise<DriftReport> => {
      const { code, stdout } = await drydock(home, ['drift', '--reference', reference, '--current', late, ...model, '--json']);
      expect(code).toBe(0);
      return DriftReport.parse(JSON.parse(stdout));
    };
    const [table, saved] = [await told(early), await told(file('strikes'))];
    const plain = ({ columns }: DriftReport) => columns.map(({ name, role, score, verdict }) => ({ name, role, score, verdict }));
    expect(plain(saved)).toEqual(plain(table));
    expect(saved.columns.map(({ role }) => role)).toEqual(expect.arrayContaining(['prediction', 'score', 'target']));
    expect(saved.prediction).toEqual(table.prediction);
    expect(saved.warnings).toContainEqual({
      code: 'saved-reference',
      message: expect.stringMatching(/: what drift costs the model, relations with the label\.$/),
    });
    const cbpe = ({ estimates = [] }: DriftReport) => estimates.filter(({ method }) => method === 'cbpe');
    expect(cbpe(saved)).toEqual(cbpe(table));
    expect(saved.detectors).toEqual(table.detectors);
    expect(saved.detectors?.length).toBeGreaterThan(5);
    expect(cbpe(saved).some(({ realized }) => realized.some(({ value }) => value !== null))).toBe(true);
    // Fresh rows without a column of labels: what is estimated is the same, and nothing is true of them.
    await writeParquet(late, `SELECT * EXCLUDE ("Damage") FROM '${strikes}' WHERE "Flight Date" >= TIMESTAMP '2002-06-01'`);
    const unknown = { value: null, low: null, high: null };
    const unlabelled = cbpe(saved).map((one) => ({ ...one, realized: one.realized.map(() => unknown) }));
    expect(unlabelled.length).toBeGreaterThan(5);
    for (const fresh of [await told(early), await told(file('strikes'))]) {
      expect(cbpe(fresh)).toEqual(unlabelled);
      expect(fresh.alerts.filter(({ rule }) => ['metricDrop', 'changedSchema'].includes(rule))).toEqual([]);
    }
  }, 300_000);
});

it('rows without labels: figures are estimated by a reference that has them, as where the labels are there to compare with', async () => {
  const strikes = join(example, 'strikes.parquet');
  const [early, late, fresh] = [join(home, 'known.parquet'), join(home, 'later.parquet'), join(home, 'unknown.parquet')];
  await writeParquet(early, `SELECT * FROM '${strikes}' WHERE "Flight Date" < TIMESTAMP '1995-07-01'`);
  await writeParquet(late, `SELECT * FROM '${strikes}' WHERE "Flight Date" >= TIMESTAMP '2002-03-01'`);
  await writeParquet(fresh, `SELECT * EXCLUDE (Damage) FROM '${late}'`);
  const model = [
    '--model',
    join(example, 'model.onnx'),
    '--target',
    'Damage',
    '--time',
    'Flight Date',
    '--segments',
    'Phase of flight',
  ];
  const told = async (current: string): Promise<DriftReport> => {
    const { code, stdout } = await drydock(home, ['drift', '--reference', early, '--current', current, ...model, '--json']);
    expect(code).toBe(0);
    return DriftReport.parse(JSON.parse(stdout));
  };
  const [labelled, unlabelled] = [await told(late), await told(fresh)];
  const estimated = ({ estimates = [] }: DriftReport) => estimates.map(({ realized: _, ...one }) => one);
  expect(new Set(unlabelled.estimates?.map(({ method }) => method))).toContain('cbpe');
  expect(estimated(unlabelled)).toEqual(estimated(labelled));
  expect(unlabelled.estimates?.flatMap(({ realized }) => realized).every(({ value }) => value === null)).toBe(true);
  // Detectors watch errors: of labelled rows, beside what those of the reference do by chance.
  expect(labelled.detectors?.map(({ name }) => name)).toContain('adwin');
  expect(unlabelled.detectors).toBeUndefined();
  expect(unlabelled.damageMetric).toBe('rocAuc');
  expect(unlabelled.verdict.reasons.join()).not.toContain('true figures');
  expect([labelled.segments === undefined, unlabelled.segments === undefined]).toEqual([false, true]);
  expect(unlabelled.warnings.map(({ code }) => code)).toContain('no-segments');
  // A column that neither has is a slip of the pen.
  const { code, stderr } = await drydock(home, ['drift', '--reference', fresh, '--current', fresh, ...model]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('no column "Damage" to be the target')]);
}, 300_000);

it.each([
  [['drift'], 'There are no data to look at.'],
  [['drift', '--reference', 'NOW', '--save-reference', 'NOW'], 'is there already, and is no saved reference'],
  [['drift', '--reference', 'NOW', '--current', 'NOW', '--no-sample'], '--no-sample says what a saved reference holds'],
  [['drift', '--save-reference', 'x.reference'], 'The project has no data yet.'],
  [['drift', '--current', 'NOW', '--window', 'rows:5000'], 'All rows lie in one window'],
  [['drift', '--current', 'NOW', '--target', 'nope'], 'Neither the data nor the reference has a column "nope"'],
  [['drift', '--current', 'NOW', '--time', 'kind'], 'The column "kind" is no time.'],
  [['drift', '--current', 'NOW', '--time', 'nope'], 'The data have no column "nope" to tell the time by.'],
  [['drift', '--current', 'NOW', '--columns', 'nope'], 'The data have no column "nope".'],
  [['drift', '--current', 'NOW', '--segments', 'nope'], 'The data have no column "nope" to tell segments by.'],
  [['drift', '--current', 'NOW', '--segments', 'kind'], 'there is no validation'],
  [['drift', '--current', 'NOW', '--reference-start', '2020-01-01'], 'go together'],
  [
    ['drift', '--current', 'NOW', '--reference-start', 'soon', '--reference-end', '2021-01-01'],
    '--reference-start soon is no date that is taken here.',
  ],
  [['drift', '--current', 'NOW', '--reference', 'NOW', '--reference-project', 'x'], 'there can be but one'],
  [['drift', '--current', 'NOW', '--preset', 'mine'], 'Allowed choices are drydock, evidently, deepchecks, nannyml'],
  [['drift', '--current', 'NOW', '--rows', '1'], 'Must be a whole number from 1,000'],
  [['drift', '--current', 'NOW', '--false-alarms', '0'], 'Must be a number from 0.001 to 10,000.'],
  [['drift', '--current', 'NOW', '--false-alarms', '1e12'], 'Must be a number from 0.001 to 10,000.'],
  [['drift', '--current', 'NOW', '--project', 'x'], '--project has data of its own'],
  [['drift', '--current', 'NOW', '--report', 'NOW'], '--report would write over a file that is no report'],
  [['drift', '--current', 'DAYS'], 'None of the columns can be compared.'],
])('%j is refused in words', async (command, says) => {
  const { code, stdout, stderr } = await drydock(
    home,
    command.map((text) => ({ NOW: now, DAYS: days })[text] ?? text),
  );
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
  expect(readFileSync(now, 'utf8')).toMatch(/^day,moved/);
});

it('what a terminal would obey is not written to it, and a report takes the place of an earlier one', async () => {
  const colours = join(home, 'colours.csv');
  writeFileSync(colours, readFileSync(now, 'utf8').replace('moved', '\u001b[31mred'));
  const page = join(home, 'again.html');
  for (let time = 0; time < 2; time++) {
    const { code, stdout } = await drydock(home, ['drift', '--current', colours, '--report', page]);
    expect(code).toBe(0);
    expect(stdout).toContain('\ufffd[31mred');
    expect(stdout).not.toContain('\u001b');
  }
});

it('a project is held against the data and the predictions of another', async () => {
  const early = join(home, 'early');
  const model = ['--model', join(example, 'model.onnx'), '--time', 'Flight Date', '--quiet'];
  const renamed = join(home, 'renamed.parquet');
  const strikes = join(example, 'strikes.parquet');
  // As in the log of a deployed bundle: the label is called otherwise, and what feeds no model is not there.
  await writeParquet(renamed, `SELECT * EXCLUDE ("Airport Name") RENAME (Damage AS label) FROM '${strikes}'`);
  for (const [out, data, target] of [
    [early, strikes, 'Damage'],
    [join(home, 'late'), renamed, 'label'],
  ] as const) {
    expect((await drydock(home, ['validate', '--data', data, ...model, '--target', target, '--out', out])).code).toBe(0);
  }
  const { code, stdout } = await drydock(home, [
    'drift',
    '--project',
    join(home, 'late'),
    '--reference-project',
    early,
    '--json',
  ]);
  expect(code).toBe(0);
  const report = DriftReport.parse(JSON.parse(stdout));
  // The very same rows on both sides.
  expect(report.dataset).toEqual({ share: 0, verdict: 'none' });
  expect(report.columns.filter(({ role }) => role === 'prediction' || role === 'score')).toHaveLength(2);
  expect(report.columns.every(({ score }) => score === 0 || score === null)).toBe(true);
  expect(report.alerts.filter(({ rule }) => rule === 'changedSchema')).toEqual([]);
});

it('with a model: predictions, damage, estimates beside the truth, and detectors', async () => {
  const data = join(example, 'strikes.parquet');
  const files = ['--current', data, '--model', join(example, 'model.onnx'), '--target', 'Damage', '--time', 'Flight Date'];
  const page = join(home, 'segments.html');
  const asked = ['--segments', 'Phase of flight', '--report', page];
  const { code, stdout } = await drydock(home, ['drift', ...files, '--window', 'year', ...asked, '--json']);
  expect(code).toBe(0);
  const report = DriftReport.parse(JSON.parse(stdout));
  expect(report.prediction?.method).toMatch(/Jensen-Shannon/);
  const auc = report.estimates?.find(({ metric }) => metric === 'rocAuc');
  // Estimated without its labels, and true.
  expect(auc?.method).toBe('cbpe');
  for (const [w, { low, high }] of (auc?.windows ?? []).entries()) {
    const truth = auc?.realized[w]?.value ?? NaN;
    expect(truth).toBeGreaterThan((low ?? NaN) - 0.1);
    expect(truth).toBeLessThan((high ?? NaN) + 0.1);
  }
  expect(report.together?.map(({ method }) => method)).toEqual(['domain-classifier', 'pca-reconstruction']);
  // A second opinion of the same figures, each with its share of rows that the reference has nothing like.
  const weighted = report.estimates?.find(({ method, metric }) => method === 'importance-weighting' && metric === 'rocAuc');
  expect(weighted?.reference).toEqual(auc?.reference);
  const others = report.windows.flatMap(({ reference }, w) => (reference ? [] : [w]));
  for (const w of others) expect(weighted?.outsideSupport?.[w]).toBeLessThan(0.5);
  for (const w of others) {
    expect(Math.abs((weighted?.windows[w]?.value ?? NaN) - (auc?.reference.value ?? NaN))).toBeLessThan(0.2);
  }
  // By segment: all rows have the figures of the windows, and every row lies in one group.
  const [all, ...groups] = report.segments?.segments ?? [];
  expect(report.segments).toMatchObject({ metric: 'rocAuc', column: 'Phase of flight' });
  expect(all?.cells.map(({ value }) => value)).toEqual(auc?.realized);
  expect(all?.reference).toEqual(auc?.reference);
  expect(groups.length).toBeGreaterThan(3);
  expect(report.segments?.groupsLeftOut).toBe(0);
  for (const [w, { rows }] of report.windows.entries()) {
    expect(groups.reduce((sum, { cells }) => sum + (cells[w]?.rows ?? 0), 0)).toBe(rows);
  }
  expect(readFileSync(page, 'utf8')).toMatch(/<h2>ROC AUC by Phase of flight<\/h2>[^]*<th scope="row">Approach<\/th>/);
  const text = textDrift(report);
  expect(text).toMatch(/\nrocAuc by Phase of flight \(█ worse than in the reference, its whole interval\)\n/);
  for (const { name } of groups) expect(text).toMatch(new RegExp(`\n  ${name.replace(/[^a-z ]/gi, '.')} +[█· ]`));
  expect(report.detectors?.map(({ name }) => name)).toContain('adwin');
  expect(report.columns.some(({ damage }) => damage !== null && damage.low !== null)).toBe(true);
  expect(report.leftOut).toContainEqual({ column: 'Flight Date', reason: 'the time' });
});

it('detectors are set for so many false alarms a month, and say how soon they find a change', async () => {
  const data = join(example, 'strikes.parquet');
  const files = ['--current', data, '--model', join(example, 'model.onnx'), '--target', 'Damage', '--time', 'Flight Date'];
  const command = ['drift', ...files, '--window', 'year', '--preset', 'nannyml', '--false-alarms', '0.25'];
  const { code, stdout } = await drydock(home, [...command, '--json']);
  expect(code).toBe(0);
  const { detectors = [] } = DriftReport.parse(JSON.parse(stdout));
  expect(detectors.length).toBe(10);
  for (const { tuned, falseAlarmsAMonth, detection } of detectors) {
    expect(tuned?.value).toBeGreaterThan(0);
    // Measured on streams that the search has not seen: by chance its interval may lie a little higher.
    if (tuned?.reached) expect(falseAlarmsAMonth?.low).toBeLessThan(0.275);
    expect(detection?.change).toMatch(/^errors in 1\d[.]\d % of the rows, before in 1?\d[.]\d+ %$/);
  }
  const found = detectors.find(({ name }) => name === 'cusum')?.detection;
  expect(found?.rows?.median).toBeGreaterThan(1);
  expect(found?.found.value).toBeGreaterThan(0.5);
});
