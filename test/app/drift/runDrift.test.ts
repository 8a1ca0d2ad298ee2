// The whole comparison over tables whose changes are known.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { DriftReport, DriftSettings } from '../../../app/api/schemas/drift.ts';
import type { DriftRequest } from '../../../app/drift/driftRequest.ts';
import { runDrift } from '../../../app/drift/runDrift.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import { tempFiles } from '../data/tempFiles.ts';
import { changingMonths, steadyMonths } from './tables.ts';

const files = await tempFiles();

async function table(name: string, sql: string): Promise<DatasetCard> {
  await files.sql(`COPY (${sql}) TO '$DIR/${name}.parquet' (FORMAT parquet)`);
  return files.open(join(files.folder, `${name}.parquet`));
}

function compare(
  data: DatasetCard,
  settings: Partial<DriftSettings> = {},
  more: Partial<DriftRequest> = {},
): Promise<DriftReport> {
  return runDrift({
    data,
    mapping: null,
    runPath: null,
    validationDir: null,
    reference: null,
    period: null,
    settings: DriftSettings.parse(settings),
    cacheDir: files.cacheDir,
    ...more,
  });
}

const column = (report: DriftReport, name: string) => report.columns.find((one) => one.name === name);

describe('twelve months in which columns change, one after the other', async () => {
  const data = await table('changing', changingMonths(400));
  const report = await compare(data, { window: 'month' });

  it('gives a document of the contract', () => {
    expect(DriftReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  it('takes the first fifth by time as the reference', () => {
    expect(report.windows.map(({ reference }) => reference)).toEqual([...Array(3).fill(true), ...Array(9).fill(false)]);
    expect(report.reference).toMatchObject({
      rows: 1200,
      used: 1200,
      start: '2020-01-01T00:00:00.000Z',
      end: '2020-04-01T00:00:00.000Z',
    });
    expect(report.current).toMatchObject({ rows: 3600, used: 3600 });
  });

  it('says since when which column drifts', () => {
    expect(Object.fromEntries(report.columns.map(({ name, since }) => [name, since]))).toEqual({
      steady: null,
      kind: null,
      shifts7: 6,
      lost9: 8,
      inches8: 7,
      unseen10: 9,
    });
  });

  it('tells faults of the data apart, with the window they began in, and puts them first', () => {
    expect(report.alerts.map(({ rule, column: name, from, active }) => ({ rule, name, from, active }))).toEqual(
      expect.arrayContaining([
        { rule: 'inputDrift', name: null, from: 6, active: true },
        { rule: 'otherUnit', name: 'inches8', from: 7, active: true },
        { rule: 'missingCells', name: 'lost9', from: 8, active: true },
        { rule: 'unseenCategories', name: 'unseen10', from: 9, active: true },
      ]),
    );
    expect(report.alerts.some(({ column: name }) => name === 'steady' || name === 'kind')).toBe(false);
  });

  it('says what changed in words', () => {
    expect(column(report, 'lost9')?.windows[11]?.missing).toBeCloseTo(0.3, 1);
    expect(column(report, 'lost9')?.windows[11]).toMatchObject({ verdict: 'drift', by: 'missing' });
    expect(column(report, 'shifts7')?.windows[11]?.by).toBeUndefined();
    expect(report.columns.map(({ name, looksLike }) => [name, looksLike?.corruption])).toEqual([
      ['steady', undefined],
      ['kind', undefined],
      ['shifts7', 'level-shift'],
      ['lost9', 'missing'],
      ['inches8', 'unit-larger'],
      ['unseen10', 'unseen-category'],
    ]);
    expect(report.alerts.find(({ rule }) => rule === 'otherUnit')?.detail).toMatch(
      /looks like a unit error ×2\.\d+ \(inches to centimetres, ×2\.54\?\) \(explains /,
    );
    expect(column(report, 'inches8')?.changes.join()).toMatch(/^values are about 2\.\d+ times|^median/);
    expect(column(report, 'unseen10')?.changes[0]).toMatch(/^new: “new” \(\d/);
  });

  it('draws every window with all of its rows', () => {
    for (const { shape, windows } of report.columns) {
      shape.windows.forEach((counts, w) => expect(counts.reduce((sum, one) => sum + one, 0)).toBe(windows[w]?.n));
    }
  });

  it('is the same when it is done again, and another when the reference is another', async () => {
    expect(await compare(data, { window: 'month' })).toEqual(report);
    const late = await compare(data, {
      window: 'month',
      reference: { from: 'period', start: '2020-11-01T00:00:00.000Z', end: '2021-01-01T00:00:00.000Z' },
    });
    expect(column(late, 'steady')?.verdict).toBe('none');
    const verdicts = column(late, 'shifts7')?.windows.map(({ verdict }) => verdict) ?? [];
    expect(verdicts.slice(0, 6)).toEqual(Array(6).fill('drift'));
    // One window in twenty may seem to drift by chance.
    expect(verdicts.slice(6).filter((verdict) => verdict === 'drift').length).toBeLessThan(2);
    expect(column(late, 'shifts7')?.since).toBeNull();
  });

  it('works on a sample that no window falls out of, and says so', async () => {
    const sample = await compare(data, { window: 'month', maxRows: 1_000 });
    expect(sample.current).toMatchObject({ rows: 3600, used: 3600 });
    const big = await table('big', changingMonths(6_000));
    const of = await compare(big, { window: 'month', maxRows: 30_000 });
    for (const { used, rows } of of.windows) {
      expect(rows).toBe(6_000);
      expect(used).toBeGreaterThan(4_800);
      expect(used).toBeLessThan(5_200);
    }
    expect(column(of, 'shifts7')?.since).toBe(6);
  });

  it.each(['evidently', 'deepchecks', 'nannyml'] as const)('is told by %s as well', async (preset) => {
    const other = await compare(data, { window: 'month', preset });
    expect([column(other, 'shifts7')?.verdict, column(other, 'inches8')?.verdict]).toEqual(['drift', 'drift']);
  });

  it('fits a terminal', () => {
    const text = textDrift(report);
    expect(text).toContain('Drift · preset drydock · changing.parquet: 3,600 rows in 9 windows (month)');
    expect(text).toContain('FIX THE DATA: The data are broken, since 2020-08-01');
    expect(text).toMatch(/ shifts7 .* ···██████ /);
    expect(textDrift(report, { unicode: false })).not.toMatch(/[^\n -~]/);
  });
});

describe('months without a change', async () => {
  const data = await table('steady', steadyMonths(300));

  it('raise no alert', async () => {
    const report = await compare(data, { window: 'month' });
    expect(report.alerts).toEqual([]);
    expect(report.verdict).toMatchObject({ action: 'wait', since: null });
    expect(report.dataset).toEqual({ share: 0, verdict: 'none' });
  });

  it('need a time, smaller windows or another table to be compared with', async () => {
    await files.write('plain.csv', `a\n${Array.from({ length: 100 }, (_, i) => String(i)).join('\n')}\n`);
    const plain = await files.open(join(files.folder, 'plain.csv'));
    await expect(compare(plain)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('All rows lie in one window'),
    });
    expect((await compare(plain, { window: 'rows:20' })).windows.map(({ reference }) => reference)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('another table as the reference', async () => {
  const reference = await table('before', changingMonths(300));
  const rows = `SELECT * FROM (${changingMonths(300)}) WHERE moment >= TIMESTAMP '2020-11-01'`;
  const against = { name: 'before.parquet', data: reference, paths: [], options: {}, validationDir: null };

  it('is whole the reference', async () => {
    const current = await table('now', rows);
    const report = await compare(
      current,
      { reference: { from: 'files', paths: ['x'], options: {} }, window: 'month' },
      { reference: against },
    );
    expect(report.reference).toEqual({ name: 'before.parquet', start: null, end: null, rows: 3600, used: 3600 });
    expect(report.windows.every(({ reference: inside }) => !inside)).toBe(true);
    expect(column(report, 'shifts7')?.verdict).toBe('drift');
    expect(column(report, 'steady')?.verdict).toBe('none');
  });

  it('of a few rows is not told to lack what so few may well lack, nor to vary by what they do not tell', async () => {
    const few = await table('few', `SELECT * FROM (${rows}) WHERE kind = 'a' LIMIT 3`);
    const current = await table('many', rows);
    const report = await compare(current, { window: 'month' }, { reference: { ...against, name: 'few.parquet', data: few } });
    expect(report.alerts).toEqual([]);
    expect(report.together?.some(({ method }) => method === 'pca-reconstruction') ?? false).toBe(false);
  });

  // Of nannyml 0.13.1, its UnivariateDriftCalculator as it is by default: what ten parts leave over is a chunk of its own.
  it.each([
    [1003, 0.6897294184376597, 0.39721120295977325],
    [29, 0.8367831044845893, 0.9311249253782559],
    [19, 0.861982979420718, 0.9456935261009356],
  ])('of %d rows gives NannyML’s own thresholds', async (count, number, kind) => {
    const data = await table(
      `parts${String(count)}`,
      `SELECT (i * 7919 % 1009)::DOUBLE AS number, substr('abc', (i * i % 7 % 3 + 1)::INTEGER, 1) AS kind FROM range(${String(count)}) t(i)`,
    );
    const report = await compare(data, { preset: 'nannyml', window: 'rows:500' }, { reference: { ...against, data } });
    expect(column(report, 'number')?.threshold).toBeCloseTo(number, 12);
    expect(column(report, 'kind')?.threshold).toBeCloseTo(kind, 12);
  });

  it('whose column has no value any more is told so, and of columns that have an answer how many drift', async () => {
    await files.write(
      'number.csv',
      `a,b,c\n${Array.from({ length: 90 }, (_, i) => `${String(i)},${String(i % 7)},`).join('\n')}\n`,
    );
    await files.write('nothing.csv', `a,b,c\n${Array.from({ length: 90 }, (_, i) => `,${String(60 + (i % 7))},`).join('\n')}\n`);
    const [data, current] = await Promise.all(['number.csv', 'nothing.csv'].map((name) => files.open(join(files.folder, name))));
    const report = await compare(
      current as DatasetCard,
      { window: 'rows:30' },
      { reference: { ...against, name: 'number.csv', data: data as DatasetCard } },
    );
    expect(report.alerts[0]?.detail).toBe('The column "a" has no values at all any more, in the reference numbers.');
    expect(column(report, 'c')?.score).toBeNull();
    expect(textDrift(report)).toContain('1 of 1 columns drift (100 %)');
  });

  it('whose numbers go to the end of what a number can be fits a terminal all the same', async () => {
    const current = await table('far', `SELECT * REPLACE (1e308 * (1 + steady / 9) AS steady) FROM (${rows})`);
    const report = await compare(current, { window: 'month' }, { reference: against });
    expect(column(report, 'steady')?.verdict).toBe('drift');
    expect(textDrift(report)).toMatch(/ steady .* drift .* 3\.\d\de\+140 /);
    expect(textDrift(report)).not.toContain(',000,000,000');
    expect(report.alerts.map(({ detail }) => detail).join()).not.toContain(',000,000,000');
  });

  it('whose change came and went is not said to be like the data as a whole', async () => {
    const moved = `steady + CASE WHEN moment < TIMESTAMP '2020-12-01' THEN 1 ELSE 0 END AS steady`;
    const current = await table('moved', `SELECT moment, ${moved} FROM (${rows})`);
    const calm = await table('calm', `SELECT moment, steady FROM (${changingMonths(300)})`);
    const report = await compare(current, { window: 'rows:60' }, { reference: { ...against, name: 'calm.parquet', data: calm } });
    expect(column(report, 'steady')?.verdict).toBe('drift');
    expect(report.alerts.map(({ active }) => active)).not.toContain(true);
    expect(report.verdict).toMatchObject({
      action: 'wait',
      headline: 'No change holds in the newest windows',
      reasons: [expect.stringContaining('differ from the reference in steady')],
    });
  });

  it('lacks the time of the rows: the time is named as such, and what else it lacks as lacking', async () => {
    const untimed = await table('untimed', `SELECT * EXCLUDE (moment) FROM (${changingMonths(60)})`);
    const current = await table('timed', `SELECT *, 'p' || (steady * 9)::INTEGER AS prediction FROM (${rows})`);
    const report = await compare(current, { window: 'month' }, { reference: { ...against, data: untimed } });
    expect(report.leftOut).toEqual([
      { column: 'moment', reason: 'the time' },
      { column: 'prediction', reason: 'not in the reference' },
    ]);
  });

  it('that has other columns is a fault of the data', async () => {
    const current = await table('other', `SELECT moment, steady, 'x' || (steady * 9)::INTEGER AS shifts7 FROM (${rows})`);
    const report = await compare(current, { window: 'month' }, { reference: against });
    expect(report.alerts.filter(({ rule }) => rule === 'changedSchema').map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([
        'The column "kind" of the reference is gone.',
        'The column "shifts7" holds text, in the reference numbers.',
      ]),
    );
    expect(report.verdict.action).toBe('fix the data');
  });
});

it('a column that is asked for and cannot be compared is named', async () => {
  const data = await table('named', steadyMonths(60));
  await expect(compare(data, { columns: ['nope'] })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: 'The data have no column "nope".',
  });
  await expect(compare(data, { columns: ['moment'] })).rejects.toMatchObject({
    message: 'The column "moment" cannot be compared: the time.',
  });
  expect((await compare(data, { columns: ['two'] })).columns.map(({ name }) => name)).toEqual(['two']);
});

it('ends when it is cancelled', async () => {
  const data = await table('cancelled', steadyMonths(60));
  const controller = new AbortController();
  controller.abort();
  const request = {
    data,
    mapping: null,
    runPath: null,
    validationDir: null,
    reference: null,
    period: null,
    settings: DriftSettings.parse({}),
    cacheDir: files.cacheDir,
  };
  await expect(runDrift(request, { signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
});
