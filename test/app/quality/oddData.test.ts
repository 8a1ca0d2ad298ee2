// Data at the edges: nothing crashes, nothing hangs, every finding has its rows.
import { expect, it } from 'vitest';
import { gradeOf } from '../../../app/quality/gradeMeasures.ts';
import { tempFiles } from '../data/tempFiles.ts';
import { checkData, csv } from './checkData.ts';

const { write, open, sql, folder } = await tempFiles();

it('one row, and a column that is missing in every row', async () => {
  const { report, of, rows } = await checkData(await open(await write('one.csv', 'a,b,label\n1,,yes\n')), { target: 'label' });
  expect(report.complete).toBe(true);
  expect(of('missing')).toMatchObject([{ columns: ['b'], severity: 'fail', message: '"b" is empty in every row.' }]);
  expect((await rows('missing:b')).numbers).toEqual([1]);
  expect(report.counts).toMatchObject({ fail: 1, warn: 0 });
});

it('2,000 columns: the worst of each check are listed, the others counted', { timeout: 240_000 }, async () => {
  const columns = Array.from(
    { length: 2000 },
    (_, at) => `CASE WHEN i % 3 = 0 AND ${String(at % 2)} = 0 THEN NULL ELSE (i * ${String(at + 3)}) % 17 END AS c${String(at)}`,
  );
  await sql(`COPY (SELECT ${columns.join(', ')}, (i % 2)::VARCHAR AS label FROM range(60) t(i)) TO '$DIR/wide.parquet'`);
  const { report } = await checkData(await open(`${folder}/wide.parquet`), { target: 'label' });
  const missing = report.checks.find(({ id }) => id === 'missing');
  expect(missing).toMatchObject({ tested: 2001, passed: 1001, more: 900 });
  expect(report.findings.filter(({ check }) => check === 'missing')).toHaveLength(100);
});

it('names and texts with quotes, and those of the properties of every object', async () => {
  const names = ['__proto__', 'constructor', `it's "quoted"`, 'a;b', "O'Brien -- x"];
  const lines = Array.from({ length: 80 }, (_, row) => [
    row % 4 === 0 ? null : row,
    ['toString', '__proto__', `it's`, '"'][row % 4],
    row === 3 ? `N/A` : `x'${String(row % 5)}"`,
    row === 5 ? 1e9 : row * 1.5,
    row === 79 ? `it's not` : row % 2 === 0 ? `"yes"` : `'no'`,
  ]);
  const path = await write('quotes.csv', csv(names, lines));
  const settings = JSON.parse(
    `{"target": "O'Brien -- x", "columns": {"__proto__": {"min": 5}, "constructor": {"categories": ["toString", "it's"]}},
      "checks": {"stray-labels": {"thresholds": {"rare": 0.05}}, "missing": {"thresholds": {"warn": 0.5}}, "__proto__": {"on": false}}}`,
  ) as object;
  const { of, rows } = await checkData(await open(path), settings as Record<string, unknown>);
  expect(of('missing')).toMatchObject([{ columns: ['__proto__'], severity: 'info' }]);
  expect(of('out-of-range').map(({ id }) => id)).toContain('out-of-range:__proto__ below');
  expect((await rows('out-of-range:__proto__ below')).numbers).toEqual([2, 3, 4]);
  expect(of('unseen-categories')).toMatchObject([{ columns: ['constructor'], count: 40 }]);
  expect((await rows('unseen-categories:constructor')).notes.slice(0, 2)).toEqual(['__proto__', '"']);
  expect((await rows(`disguised-missing:it's "quoted"`)).numbers).toEqual([4]);
  expect((await rows(`stray-labels:it's not`)).numbers).toEqual([80]);
});

it('nested values, NaN and infinity, dates and booleans', async () => {
  await sql(
    `COPY (SELECT CASE WHEN i % 7 = 0 THEN 'nan'::DOUBLE WHEN i = 3 THEN 'inf'::DOUBLE ELSE i END AS x, [i, i + 1] AS list, ` +
      `{'a': i} AS struct, DATE '2020-01-01' + i::INT AS day, i % 2 = 0 AS flag, i::DECIMAL(9,2) AS money, (i % 3)::VARCHAR AS label ` +
      `FROM range(100) t(i)) TO '$DIR/nested.parquet'`,
  );
  const { report, of, rows } = await checkData(await open(`${folder}/nested.parquet`), { target: 'label' });
  expect(report.complete).toBe(true);
  expect(of('missing')).toMatchObject([{ columns: ['x'], count: 15 }]);
  expect(of('infinite')).toMatchObject([
    { columns: ['x'], count: 1, severity: 'warn', message: '"x" is infinite in 1 row (1.2 %).' },
  ]);
  expect((await rows('infinite:x')).numbers).toEqual([4]);
});

it('rows that are counted up, and few rows, are nothing to hold later rows against', async () => {
  const lines = (count: number) =>
    csv(
      ['when', 'id', 'kind', 'x'],
      Array.from({ length: count }, (_, i) => [
        new Date(Date.UTC(2024, 0, 1) + i * 86_400_000).toISOString(),
        1000 + i,
        i < count / 2 ? 'a' : 'b',
        i === 7 ? 90 : (i * 7) % 11,
      ]),
    );
  const many = await checkData(await open(await write('counted.csv', lines(400))));
  expect(many.report.reference?.rows).toBe(80);
  expect(many.of('unseen-categories')).toMatchObject([{ columns: ['kind'], severity: 'fail' }]);
  // Higher in every later row, as it must be.
  expect(many.of('out-of-range').map(({ columns }) => columns)).toEqual([]);
  const declared = await checkData(await open(await write('told.csv', lines(400))), { columns: { id: { max: 1390 } } });
  expect(declared.of('out-of-range')).toMatchObject([{ columns: ['id'], count: 9 }]);
  const few = await checkData(await open(await write('few.csv', lines(19))));
  expect(few.report.reference).toBeNull();
  expect(few.of('outliers')).toEqual([]);
});

it('a label that is always the same is no column to leave out', async () => {
  const { of } = await checkData(await open(await write('same.csv', 'a,label\n1,yes\n2,yes\n3,yes\n')), { target: 'label' });
  expect(of('constant')).toMatchObject([{ columns: ['label'], severity: 'warn' }]);
  expect(of('constant')[0]?.advice).toMatch(/^A label that \(almost\) never differs/);
});

it('checks can be switched off, and columns left out of one', async () => {
  const path = await write('off.csv', 'a,b\n1,\n2,\n');
  const { report, of } = await checkData(await open(path), {
    checks: { 'outlier-rows': { on: false }, 'no-such-check': { on: true, thresholds: { x: 1 } } },
    columns: { b: { ignore: ['missing'] } },
  });
  expect(report.checks.map(({ id }) => id)).not.toContain('outlier-rows');
  expect(of('missing')).toEqual([]);
});

it('is cancelled between two statements, and tells what it has while it runs', async () => {
  await sql(`COPY (SELECT i AS a, i * 2.5 AS b, (i % 9)::VARCHAR AS label FROM range(20000) t(i)) TO '$DIR/some.parquet'`);
  const card = await open(`${folder}/some.parquet`);
  const controller = new AbortController();
  const seen: number[] = [];
  const work = checkData(
    card,
    { target: 'label' },
    {
      signal: controller.signal,
      onPartial: ({ checks, complete }) => {
        expect(complete).toBe(false);
        if (seen.push(checks.length) === 5) controller.abort();
      },
    },
  );
  await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

it('grades strictly beyond a threshold, the worst first, and never where it is null', () => {
  const threshold = (name: string, value: number | null) => ({
    name,
    title: name,
    unit: 'share' as const,
    default: 0,
    kind: 'grade' as const,
    value,
  });
  const above = { bad: 'above' as const, thresholds: [threshold('info', 0), threshold('warn', 0.1), threshold('fail', null)] };
  expect([0, 0.05, 0.1, 0.2, 1].map((value) => gradeOf(value, above))).toEqual([null, 'info', 'info', 'warn', 'warn']);
  const below = { bad: 'below' as const, thresholds: [threshold('warn', 0.1), threshold('fail', 0.01)] };
  expect([0.5, 0.1, 0.05, 0.001].map((value) => gradeOf(value, below))).toEqual([null, null, 'warn', 'fail']);
});
