// Faults that were planted are found, with their rows; clean data give no fail.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { qualityChecks } from '../../../app/quality/checks/registry.ts';
import { tempFiles } from '../data/tempFiles.ts';
import { checkData, csv, type Checked } from './checkData.ts';

const { write, open, sql, folder } = await tempFiles();
const words = ['Approach', 'Climb', 'Descent', 'En Route', 'Landing', 'Parked', 'Taxi'];
const names = ['when', 'height', 'speed', 'phase', 'label'];

/** Rows without a fault: times, two numbers, a category, a label that both numbers say something of. */
function cleanRows(count: number, seed = 7): (string | number | null)[][] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, row) => {
    const height = 100 + 15 * random.normal();
    const speed = 50 + 5 * random.normal();
    const isYes = height + 3 * speed + 20 * random.normal() > 250;
    const when = new Date(Date.UTC(2020, 0, 1) + row * 6 * 3_600_000).toISOString();
    return [when, height.toFixed(5), speed.toFixed(5), words[random.integer(words.length)] ?? '', isYes ? 'yes' : 'no'];
  });
}

let files = 0;
async function check(
  header: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
  settings: object = {},
): Promise<Checked> {
  const path = await write(`table-${String(++files)}.csv`, csv(header, rows));
  return checkData(await open(path), { target: 'label', ...settings });
}

it('clean data: every check that has something to look at passes, and none fails', async () => {
  const { report } = await check(names, cleanRows(1200));
  expect(report.counts).toMatchObject({ fail: 0, warn: 0 });
  expect(report.checks.map(({ id }) => id)).toEqual(qualityChecks.map(({ id }) => id));
  expect(report.checks.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id)).toEqual([
    'reference-columns',
    'date-leakage',
    'label-errors',
  ]);
  expect(report.reference).toMatchObject({ kind: 'period', rows: 240, compared: 960 });
  expect(report.complete).toBe(true);
});

describe('one fault each', () => {
  it('missing cells, more and more of them', async () => {
    const rows = cleanRows(1200).map((row, at) => (at % 10 < at / 240 ? row.with(2, null) : row));
    const found = await check(names, rows);
    expect(found.of('missing')).toMatchObject([{ severity: 'warn', columns: ['speed'], rows: { kind: 'filters' } }]);
    const [growing] = found.of('missing-over-time');
    expect(growing).toMatchObject({ severity: 'warn', columns: ['speed'] });
    expect(growing?.message).toContain('more and more often');
    const { numbers } = await found.rows('missing:speed');
    expect(numbers.slice(0, 3)).toEqual(rows.flatMap((row, at) => (row[2] === null ? [at + 1] : [])).slice(0, 3));
  });

  it('missing values in disguise: texts, and numbers far from all others', async () => {
    const rows = cleanRows(600).map((row, at) => {
      if (at % 50 === 1) return row.with(3, 'N/A').with(2, '-999');
      return at % 60 === 2 ? row.with(3, '  ') : at % 75 === 3 ? row.with(3, 'none') : row;
    });
    const found = await check(names, rows);
    const disguised = found.of('disguised-missing');
    expect(disguised.map(({ id }) => id).sort()).toEqual(['disguised-missing:phase', 'disguised-missing:speed -999']);
    expect(disguised.find(({ columns }) => columns[0] === 'speed')).toMatchObject({
      count: 12,
      rows: { kind: 'filters', filters: [{ column: 'speed', op: 'eq', value: -999 }] },
      maybeMissing: ['-999'],
    });
    expect(disguised.find(({ columns }) => columns[0] === 'phase')?.maybeMissing?.toSorted()).toEqual(['N/A', 'none']);
    const texts = await found.rows('disguised-missing:phase');
    expect(texts.notes.slice(0, 4)).toEqual(['N/A', '  ', 'none', 'N/A']);
    expect(texts.numbers.slice(0, 4)).toEqual([2, 3, 4, 52]);
  });

  it('a code below widely spread values, and a rare one at the end of whole numbers', async () => {
    const random = new Random(11);
    const rows = Array.from({ length: 1500 }, (_, at) => [
      at % 40 === 0 ? -1 : 4000 + Math.round(60_000 * Math.exp(random.normal())),
      at % 300 === 1 ? 999 : 18 + random.integer(70),
      at % 50 === 2 ? 0 : (18 + 30 * random.uniform()).toFixed(1),
      random.integer(30) - 1,
      random.integer(4) - 1,
      Math.round(4 * random.normal()) - 1,
      at % 100 === 3 ? -9 : at % 100 === 4 ? -99 : 1 + random.integer(500),
      at % 2,
    ]);
    const found = await check(['income', 'age', 'bmi', 'tenure', 'scale', 'change', 'days', 'label'], rows);
    expect(
      found
        .of('disguised-missing')
        .map(({ id, count }) => [id.replace('disguised-missing:', ''), count])
        .sort(),
    ).toEqual([
      ['age 999', 5],
      ['bmi 0', 30],
      ['days -9', 15],
      ['days -99', 15],
      ['income -1', 38],
      ['tenure -1', 32],
    ]);
  });

  it('an honest zero is no disguise, and neither is a text in most of the rows', async () => {
    const random = new Random(3);
    const rows = cleanRows(500).map((row) =>
      row
        .with(2, random.uniform() < 0.97 ? 0 : Math.round(random.uniform() * 9e5))
        .with(3, random.uniform() < 0.9 ? 'None' : 'Minor'),
    );
    expect((await check(names, rows)).of('disguised-missing')).toEqual([]);
  });

  it('numbers among words', async () => {
    const rows = cleanRows(400).map((row, at) => (at === 5 || at === 77 ? row.with(3, '12') : row));
    const found = await check(names, rows);
    expect(found.of('mixed-types')).toMatchObject([{ severity: 'info', count: 2, columns: ['phase'] }]);
    expect((await found.rows('mixed-types:phase')).numbers).toEqual([6, 78]);
  });

  it('categories in several ways, with what is meant beside each row', async () => {
    const rows = cleanRows(400).map((row, at) => (at === 9 ? row.with(3, 'EN ROUTE') : at === 10 ? row.with(3, 'Aproach') : row));
    const found = await check(names, rows);
    expect(found.of('near-duplicate-categories')).toMatchObject([{ severity: 'warn', count: 2 }]);
    expect(await found.rows('near-duplicate-categories:phase')).toEqual({
      numbers: [10, 11],
      notes: ['"EN ROUTE", likely "En Route"', '"Aproach", likely "Approach"'],
    });
  });

  it('constant columns and columns like an id', async () => {
    const rows = cleanRows(300).map((row, at) => [
      ...row,
      'fixed',
      at === 3 ? 'b' : 'a',
      `${String((at * 7919) % 9973)}-${String(at)}`,
    ]);
    const found = await check([...names, 'same', 'almost', 'code'], rows);
    expect(found.of('constant').map(({ id, severity }) => [id, severity])).toEqual([
      ['constant:same', 'warn'],
      ['constant:almost', 'info'],
    ]);
    expect((await found.rows('constant:almost')).numbers).toEqual([4]);
    expect(found.report.roles.keys).toEqual(['code']);
  });

  it('repeated rows beside the keys, and nearly repeated ones', async () => {
    const clean = cleanRows(300).map((row, at) => [`id-${String(at)}`, ...row]);
    const twin = (
      at: number,
      change: (row: (string | number | null)[]) => (string | number | null)[],
    ): (string | number | null)[] => change(['id-x' + String(at), ...(clean[at] ?? []).slice(1)]);
    const rows = [
      ...clean,
      twin(4, (row) => row),
      twin(9, (row) => row.with(4, String(row[4]).toUpperCase())),
      twin(4, (row) => row),
    ];
    const found = await check(['row_id', ...names], rows);
    expect(found.of('duplicates')).toMatchObject([{ severity: 'warn', count: 2 }]);
    expect(await found.rows('duplicates:rows')).toEqual({
      numbers: [5, 301, 303],
      notes: ['comes 3 times', 'as row 5', 'as row 5'],
    });
    expect(found.of('near-duplicates')).toMatchObject([{ count: 1 }]);
    expect((await found.rows('near-duplicates:rows')).numbers).toContain(302);
  });

  it('conflicting labels', async () => {
    const clean = cleanRows(300);
    const rows = [...clean, (clean[7] ?? []).with(4, clean[7]?.[4] === 'yes' ? 'no' : 'yes')];
    const found = await check(names, rows);
    expect(found.of('conflicting-labels')).toMatchObject([{ count: 2, severity: 'info' }]);
    expect((await found.rows('conflicting-labels:rows')).numbers).toEqual([8, 301]);
  });

  it('stray labels and rare classes', async () => {
    const rows = cleanRows(800).map((row, at) => (at === 3 || at === 4 ? row.with(4, 'C') : row));
    const found = await check(names, rows);
    expect(found.of('stray-labels')).toMatchObject([{ id: 'stray-labels:C', count: 2, severity: 'warn' }]);
    const unbalanced = cleanRows(800).map((row, at) => row.with(4, at % 40 === 0 ? 'yes' : 'no'));
    expect((await check(names, unbalanced)).of('class-imbalance')).toMatchObject([{ severity: 'warn', count: 20 }]);
  });

  it('labels written 0.0 and 1.0 are classes; numbers with a fraction, or of many values, are none', async () => {
    const wholes = cleanRows(300).map((row, at) => row.with(4, at % 20 === 0 ? '1.0' : '0.0'));
    const found = await check(names, [...wholes, (wholes[1] ?? []).with(4, '1.0')]);
    expect(found.of('class-imbalance')).toMatchObject([{ severity: 'warn', count: 16 }]);
    expect(found.of('conflicting-labels')).toMatchObject([{ count: 2 }]);
    expect((await found.rows('conflicting-labels:rows')).numbers).toEqual([2, 301]);
    const needClasses = ['class-imbalance', 'conflicting-labels', 'giveaway', 'label-errors', 'stray-labels'];
    const without = async (label: (at: number) => string): Promise<string[]> => {
      const { report } = await check(
        names,
        wholes.map((row, at) => row.with(4, label(at))),
      );
      return report.checks.filter(({ reason }) => reason?.startsWith('The target is a number') === true).map(({ id }) => id);
    };
    const fractions = await without((at) => (at % 2 === 0 ? '0.5' : '1.0'));
    expect(fractions.toSorted()).toEqual(needClasses);
    expect(await without((at) => `${String(at % 21)}.0`)).toEqual(fractions);
    expect(await without((at) => `${String(at % 20)}.0`)).toEqual([]);
  });

  it('a column that knows the label, and one that is filled in after it', async () => {
    const random = new Random(5);
    const rows = cleanRows(900).map((row, at) => {
      const isYes = at % 9 === 0;
      return [
        ...row.with(4, isYes ? 'yes' : 'no'),
        isYes ? 1 + random.uniform() * 0.1 : random.uniform(),
        isYes && at % 2 === 0 ? 500 + at : 0,
      ];
    });
    const found = await check([...names, 'leak', 'cost'], rows);
    expect(found.of('leakage').map(({ id, severity }) => [id, severity])).toEqual([
      ['leakage:leak', 'fail'],
      ['leakage:cost', 'info'],
    ]);
    expect(
      found
        .of('giveaway')
        .map(({ columns }) => columns[0])
        .sort(),
    ).toEqual(['cost', 'leak']);
    const cost = found.of('giveaway').find(({ columns }) => columns[0] === 'cost');
    expect(cost?.message).toContain('all 50 rows are "yes"; of all rows 11.1 % are');
  });

  it('damaged texts and names', async () => {
    const rows = cleanRows(200).map((row, at) =>
      at === 1
        ? row.with(3, 'CafÃ© Approach')
        : at === 2
          ? row.with(3, 'Pilot\u2019s \uFFFD')
          : at === 3
            ? row.with(3, 'bell\u0007')
            : at === 4
              ? row.with(3, 'SÃO PAULO')
              : row,
    );
    const found = await check(names.with(1, 'hÃ¶he'), rows);
    expect(
      found
        .of('encoding')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['encoding:name hÃ¶he', 'encoding:phase']);
    expect((await found.rows('encoding:phase')).numbers).toEqual([2, 3, 4]);
  });

  it('rejected rows lead to where they are listed', async () => {
    const path = await write('rejected.csv', `${csv(names, cleanRows(200))}only,two\n`);
    const found = await checkData(await open(path), { target: 'label' });
    expect(found.of('rejected-rows')).toMatchObject([{ count: 1, severity: 'warn', rows: { kind: 'rejected' } }]);
  });

  it('outliers of one column as numpy counts them, the farthest first', async () => {
    const { quartiles } = JSON.parse(readFileSync(new URL('../../reference/quality.json', import.meta.url), 'utf8')) as {
      quartiles: { values: number[]; below: number; above: number };
    };
    const { values, below, above } = quartiles;
    const found = await check(
      ['value', 'label'],
      values.map((value, at) => [value, at % 2]),
    );
    const [finding] = found.of('outliers');
    expect(finding).toMatchObject({ count: below + above, severity: 'warn' });
    expect(finding?.message).toContain(`${String(below)} rows below`);
    expect(finding?.message).toContain(`${String(above)} rows above`);
    const farthest = values.indexOf(values.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)));
    expect((await found.rows('outliers:value')).numbers[0]).toBe(farthest + 1);
  });

  it('healthy counts and amounts have no outliers, and a slip of the pen among them is one', async () => {
    const { skewed } = JSON.parse(readFileSync(new URL('../../reference/quality.json', import.meta.url), 'utf8')) as {
      skewed: { poisson: number[]; lognormal: number[]; exponential: number[] };
    };
    const { poisson, lognormal, exponential } = skewed;
    const rows = poisson.map((count, at) => [count, lognormal[at], exponential[at], at % 2]);
    const names = ['count', 'amount', 'wait', 'label'];
    expect((await check(names, rows)).of('outliers').filter(({ severity }) => severity !== 'info')).toEqual([]);
    const coded = rows.map((row, at) => (at % 30 === 0 ? row.with(1, -1) : row));
    expect((await check(names, coded)).of('outliers').filter(({ severity }) => severity !== 'info')).toEqual([]);
    const slips = rows.map((row, at) => (at < 60 ? [40, 1e6, 500, at % 2] : row));
    expect(
      (await check(names, slips)).of('outliers').map(({ columns, severity, count }) => [columns[0], severity, count >= 60]),
    ).toEqual(expect.arrayContaining(names.slice(0, 3).map((name) => [name, 'warn', true])));
  });

  it('rows that are unusual as a whole, and in what', async () => {
    const rows = cleanRows(600);
    rows[70] = (rows[70] ?? []).with(1, 900).with(2, -400);
    const found = await check(names, rows);
    expect(found.of('outlier-rows')).toHaveLength(1);
    const { numbers, notes } = await found.rows('outlier-rows:rows');
    expect(numbers[0]).toBe(71);
    expect(notes[0]).toMatch(/^0\.\d{3}: (height = 900|speed = -400)$/);
  });
});

describe('against a reference', () => {
  const reference = cleanRows(600, 1);
  const withReference = async (
    header: readonly string[],
    rows: readonly (readonly (string | number | null | undefined)[])[],
  ): Promise<Checked> => {
    const path = await write('reference.csv', csv(names, reference));
    return check(header, rows, { reference: { kind: 'file', paths: [path] } });
  };
  const later = cleanRows(600, 2).map((row, at) => row.with(0, new Date(Date.UTC(2022, 0, 1) + at * 3_600_000).toISOString()));

  it('data like it pass', async () => {
    const { report } = await withReference(names, later);
    expect(report.counts).toMatchObject({ fail: 0, warn: 0 });
    expect(report.expectations.map(({ column, categories }) => [column, categories])).toEqual([
      ['when', null],
      ['height', null],
      ['speed', null],
      ['phase', 7],
      ['label', 2],
    ]);
  });

  it('unseen texts, values out of range, other statistics, missing and new columns, repeated and early rows', async () => {
    const changed = later.map((row, at) => {
      const taller = row.with(1, Number(row[1]) * 1.7);
      return [...(at < 40 ? taller.with(3, 'Hover') : at < 45 ? (reference[at] ?? []) : taller)];
    });
    const found = await withReference(names, changed);
    expect(found.of('unseen-categories')).toMatchObject([{ columns: ['phase'], count: 40, severity: 'warn' }]);
    expect(found.of('out-of-range').map(({ id, severity }) => [id, severity])).toContainEqual([
      'out-of-range:height above',
      'fail',
    ]);
    expect(found.of('reference-statistics').map(({ id }) => id)).toContain('reference-statistics:height mean');
    expect(found.of('overlap')).toMatchObject([{ count: 5, severity: 'warn' }]);
    expect((await found.rows('overlap:rows')).numbers).toEqual([41, 42, 43, 44, 45]);
    expect(found.of('date-leakage')).toMatchObject([{ count: 5 }]);
    const renamed = await withReference(names.with(2, 'velocity'), later);
    expect(renamed.of('reference-columns').map(({ id, severity }) => [id, severity])).toEqual([
      ['reference-columns:gone', 'warn'],
      ['reference-columns:new', 'info'],
    ]);
  });

  it('codes for "no value" do not widen what is expected of later rows', async () => {
    const rows = cleanRows(1200).map((row, at) => (at % 40 === 1 ? row.with(2, 999) : row));
    const found = await check(names, rows);
    const speed = found.report.expectations.find(({ column }) => column === 'speed');
    expect(speed?.leftOut).toEqual([999]);
    expect(speed?.max).toBeLessThan(80);
    expect(found.of('out-of-range').find(({ id }) => id === 'out-of-range:speed above')?.message).toContain(
      'the highest value of the reference (without 999, which looks like a code for "no value")',
    );
    const off = await check(names, rows, { checks: { 'disguised-missing': { on: false } } });
    expect(off.report.expectations.find(({ column }) => column === 'speed')).toMatchObject({ max: 999, leftOut: [] });
  });

  it('a declared range and declared categories win over it and hold for every row', async () => {
    const found = await check(names, cleanRows(300), {
      columns: { speed: { min: 45, max: null }, phase: { categories: words.slice(1) } },
    });
    expect(found.of('out-of-range').map(({ id, severity }) => [id, severity])).toContainEqual([
      'out-of-range:speed below',
      'fail',
    ]);
    expect(found.of('unseen-categories')[0]?.message).toContain('that were not declared');
    // The end that was not declared stays that of the reference.
    const usual = (await check(names, cleanRows(300))).report.expectations.find(({ column }) => column === 'speed');
    const { max } = usual ?? {};
    expect(max).toBeGreaterThan(50);
    expect(found.report.expectations.find(({ column }) => column === 'speed')).toMatchObject({ min: 45, max, from: 'declared' });
    const high = cleanRows(300).map((row, at) => (at >= 240 ? row.with(2, 500) : row));
    const beyond = (await check(names, high, { columns: { speed: { min: 0 } } })).of('out-of-range');
    expect(beyond).toMatchObject([{ id: 'out-of-range:speed above', count: 60 }]);
    expect(beyond[0]?.message).toContain('the highest value of the reference');
  });

  it('a period that leaves nothing is refused in words', async () => {
    const rejected = check(names, cleanRows(50), { reference: { kind: 'period', end: '1999-01-01' } });
    await expect(rejected).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('no rows in it') as string,
    });
  });
});

it('likely wrong labels are found by the scores of a run, surest first', async () => {
  const rows = cleanRows(300).map((row, at) => row.with(4, at % 2 === 0 ? 'yes' : 'no'));
  const wrong = [10, 21];
  for (const at of wrong) rows[at] = (rows[at] ?? []).with(4, at % 2 === 0 ? 'no' : 'yes');
  const path = await write('labels.csv', csv(names, rows));
  await sql(
    `COPY (SELECT i + 1 AS "row", CASE WHEN (i % 2 = 0) <> (i IN (10, 21)) THEN 'yes' ELSE 'no' END AS actual, ` +
      `CASE WHEN i = 10 THEN 0.95 WHEN i % 2 = 0 THEN 0.9 ELSE 0.1 END AS score_yes, CASE WHEN i = 10 THEN 0.05 WHEN i % 2 = 0 THEN 0.1 ELSE 0.9 END AS score_no ` +
      `FROM range(300) t(i)) TO '$DIR/predictions.parquet'`,
  );
  const run = { id: 'r', name: 'a run', predictions: `${folder}/predictions.parquet`, classes: ['no', 'yes'] };
  const found = await checkData(await open(path), { target: 'label' }, { run });
  expect(found.of('label-errors')).toMatchObject([{ count: 2, severity: 'info' }]);
  expect(await found.rows('label-errors:rows')).toEqual({
    numbers: [11, 22],
    notes: ['likely yes; the label has score 0.050', 'likely no; the label has score 0.100'],
  });
});
