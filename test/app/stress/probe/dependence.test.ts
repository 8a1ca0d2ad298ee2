import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { logisticRegression, perColumn, regression, sigmoid } from '../../../support/tinyModels.ts';
import { repositoryRoot } from '../../../support/bundleScript.ts';
import { askRows, type AskedRows, type AskOptions } from '../askRows.ts';

interface ReferenceCase {
  name: string;
  column: string;
  points: number;
  grid: (number | string)[];
  average: number[];
  lines: Record<string, number[]>;
}

const fixture = (name: string): string => join(repositoryRoot, 'test/fixtures/interop', name);
const sources: Record<string, AskOptions> = {
  birdstrikes: {
    model: join(repositoryRoot, 'examples/birdstrikes/model.onnx'),
    data: `SELECT * FROM '${join(repositoryRoot, 'examples/birdstrikes/strikes.parquet')}' LIMIT 400`,
    roles: { target: 'Damage' },
  },
  xgboost: { model: fixture('xgboost.onnx'), data: [fixture('breastCancer.parquet')], roles: { target: 'diagnosis' } },
  regressor: { model: fixture('regressor.onnx'), data: [fixture('diabetes.parquet')], roles: { target: 'progression' } },
};

const opened: AskedRows[] = [];
const open = async (options: AskOptions): Promise<AskedRows> => {
  const rows = await askRows(options);
  opened.push(rows);
  return rows;
};
afterAll(() => Promise.all(opened.map((rows) => rows.remove())));

const cases = JSON.parse(await readFile(join(repositoryRoot, 'test/reference/dependence.json'), 'utf8')) as ReferenceCase[];

describe('partial dependence and ICE are those of sklearn.inspection.partial_dependence', () => {
  it.each(cases.map((one) => [one.name, one.column, one] as const))('%s: %s', async (name, column, reference) => {
    const rows = await open(sources[name] as AskOptions);
    const found = await rows.dependence({ column, points: reference.points, rows: 5000, lines: 0 });
    expect(found.grid).toEqual(reference.grid);
    expect(found.rows).toBe(rows.subject.data.rows);
    // Both sides run float32 graphs; the mean is taken in double.
    const scale = Math.max(1, ...reference.average.map(Math.abs));
    reference.average.forEach((value, point) => expect(Math.abs((found.mean[point] ?? NaN) - value)).toBeLessThan(2e-6 * scale));
    for (const [row, line] of Object.entries(reference.lines)) {
      const one = await rows.dependence({
        column,
        points: reference.points,
        rows: 5000,
        lines: 0,
        row: { row: Number(row), edits: {} },
      });
      line.forEach((value, point) => expect(Math.abs((one.row?.values[point] ?? NaN) - value)).toBeLessThan(5e-6 * scale));
    }
  });
});

describe('what goes with the curve', () => {
  it('lines of single rows, the row asked about where it stands, its value when the cell is missing', async () => {
    const rows = await open({
      model: logisticRegression({ weights: [1, -1] }),
      data: `SELECT (i % 5)::FLOAT AS f0, CASE WHEN i = 3 THEN NULL ELSE i % 3 END::FLOAT AS f1, i % 2 AS label FROM range(60) t(i) ORDER BY i`,
      roles: { target: 'label' },
      map: (mapping) => ({
        ...mapping,
        inputs: mapping.inputs.map((input) => ({
          ...input,
          feeds: input.feeds.map((feed) => ({ ...feed, missing: { kind: 'constant', value: 2, from: 'told' } })),
        })),
      }),
    });
    // Row 6: f0 = 0, f1 = 2.
    const found = await rows.dependence({ column: 'f0', lines: 5, row: { row: 6, edits: { f1: 1 } }, rows: 60 });
    expect(found).toMatchObject({ kind: 'number', shows: 'score', class: '1', grid: [0, 1, 2, 3, 4], rows: 60, totalRows: 60 });
    expect(found.share).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(found.lines.map(({ row }) => row)).toEqual([1, 13, 25, 37, 49]);
    found.lines[1]?.values.forEach((value, point) => expect(value).toBeCloseTo(sigmoid(point - 0), 5));
    expect(found.row).toMatchObject({ row: 6, at: 0 });
    found.row?.values.forEach((value, point) => expect(value).toBeCloseTo(sigmoid(point - 1), 5));
    expect(found.row?.now).toBeCloseTo(sigmoid(-1), 5);
    // Missing goes in as 2.
    expect(found.missing).toBeCloseTo(found.mean[2] ?? NaN, 6);
    found.mean.forEach((mean, point) => {
      expect(found.low[point]).toBeLessThan(mean ?? NaN);
      expect(found.high[point]).toBeGreaterThan(mean ?? NaN);
    });
    const other = await rows.dependence({ column: 'f0', class: '0', rows: 60 });
    other.mean.forEach((mean, point) => expect(mean).toBeCloseTo(1 - (found.mean[point] ?? NaN), 5));
  });

  it('categories by frequency, and the share of the rows that have each', async () => {
    const rows = await open({
      model: perColumn(),
      data: `SELECT 40::FLOAT AS age, 0::BIGINT AS visits, CASE WHEN i < 6 THEN 'rome' WHEN i < 9 THEN 'paris' ELSE 'oslo' END AS city FROM range(10) t(i) ORDER BY i`,
    });
    const found = await rows.dependence({ column: 'city' });
    expect(found).toMatchObject({ kind: 'category', grid: ['rome', 'paris', 'oslo'], share: [0.6, 0.3, 0.1] });
    [0.5, -1, 0].forEach((logit, point) => expect(found.mean[point]).toBeCloseTo(sigmoid(logit), 5));
    expect(found.row).toBeNull();
  });

  it('a regression shows its value; a sample is seeded and says of how many rows', async () => {
    const rows = await open({
      model: regression([1, 2, 3], 0.5),
      data: `SELECT (i % 7)::FLOAT AS f0, (i % 5)::FLOAT AS f1, (i * i % 11)::FLOAT AS f2, i::DOUBLE AS y FROM range(900) t(i) ORDER BY i`,
      roles: { target: 'y' },
    });
    const request = { column: 'f1', rows: 50, seed: 3 };
    const found = await rows.dependence(request);
    expect(found).toMatchObject({ shows: 'value', class: null, classes: [], rows: 50, totalRows: 900 });
    const step = (found.mean[1] ?? NaN) - (found.mean[0] ?? NaN);
    expect(step).toBeCloseTo(2, 4);
    expect(await rows.dependence(request)).toEqual(found);
    expect((await rows.dependence({ ...request, seed: 4 })).lines).not.toEqual(found.lines);
  });

  it('refuses a column that feeds nothing, and a class that there is not', async () => {
    const rows = await open(sources['birdstrikes'] as AskOptions);
    await expect(rows.dependence({ column: 'Cost Repair' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      where: { column: 'Cost Repair' },
    });
    await expect(rows.dependence({ column: 'Wildlife Size', class: 'Ruin' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
