// Decision thresholds and the columns that order hardest rows, against scikit-learn and numpy.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageRequest, type RowFilter } from '../../../app/api/schemas/common.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import { RunSelection, ThresholdTable } from '../../../app/api/schemas/runs.ts';
import { runRows, type RunQuery } from '../../../app/runs/evaluateRun.ts';
import { runThresholds } from '../../../app/runs/runThresholds.ts';
import { validate } from '../../../app/runs/validate.ts';
import { tensor, writeModel } from '../../support/onnxWriter.ts';
import { regression } from '../../support/tinyModels.ts';
import { prepareRun, query, type PreparedRun } from './support/prepareRun.ts';

interface Figures {
  threshold: number;
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
}
interface Reference {
  binary: {
    actual: number[];
    score: number[];
    weight: number[];
    figures: Figures[];
    weighted: Figures[];
    loss: number[];
    margin: number[];
  };
  many: { actual: number[]; score: number[]; figures: Figures[] };
  three: { actual: number[]; scores: number[][]; loss: number[]; margin: number[] };
  regression: { actual: number[]; predicted: number[]; residual: number[] };
}
const reference = JSON.parse(readFileSync(new URL('../../reference/threshold.json', import.meta.url), 'utf8')) as Reference;

/** Gives its inputs as its probabilities: the scores of a run are then exactly those of the reference. */
const passThrough = (width: number): Uint8Array =>
  writeModel({
    nodes: [{ op: 'Identity', inputs: ['X'], outputs: ['p'] }],
    initializers: [],
    inputs: [tensor('X', 'float32', ['N', width])],
    outputs: [tensor('p', 'float32', ['N', width])],
  });
const asScores =
  (classes: string[], form: 'probabilities' | 'positive-probability') =>
  (mapping: Mapping): Mapping => ({
    ...mapping,
    reading: { task: classes.length === 2 ? 'binary' : 'multiclass', classes, scores: { output: 'p', form } },
    positive: classes.length === 2 ? '1' : null,
    labels: {},
  });

/** As text: a bare 0.1234… would be read as a decimal. */
const sqlCell = (cell: number | string | null): string =>
  typeof cell === 'number' ? `'${String(cell)}'::DOUBLE` : (cell ?? 'NULL');
const rowsSql = (rows: (number | string | null)[][], names: string[]): string =>
  `SELECT ${names.join(', ')} FROM (VALUES ${rows.map((row, at) => `(${[at, ...row].map(sqlCell).join(', ')})`).join(', ')}) t(place, ${names
    .map((name) => name.split(' ').at(-1))
    .join(', ')}) ORDER BY place`;
const started: PreparedRun[] = [];
async function finished(options: Parameters<typeof prepareRun>[0]): Promise<RunQuery> {
  const run = await prepareRun(options);
  started.push(run);
  await validate(run.request, {});
  return { runDir: run.folder.dir, data: run.request.data };
}
afterAll(async () => {
  for (const { root } of started) await rm(root, { recursive: true, force: true });
});

const all = RunSelection.parse({});
const scored = ['score::FLOAT AS score', 'truth'];

function compare(table: ThresholdTable, expected: Figures[]): void {
  for (const figures of expected) {
    const at = table.thresholds.indexOf(figures.threshold);
    expect([figures.threshold, at >= 0]).toEqual([figures.threshold, true]);
    const found = [
      table.truePositives[at],
      table.falsePositives[at],
      table.positives - (table.truePositives[at] ?? NaN),
      table.trueNegatives[at],
    ];
    const wanted = [figures.truePositives, figures.falsePositives, figures.falseNegatives, figures.trueNegatives];
    found.forEach((value, index) => expect(value).toBeCloseTo(wanted[index] ?? NaN, 9));
  }
}

describe('two classes', () => {
  const { binary, many } = reference;
  const model = passThrough(1);
  const map = asScores(['0', '1'], 'positive-probability');
  const rows = binary.score.map((score, at) => [score, `'${String(binary.actual[at])}'`]);
  let plain: RunQuery;
  beforeAll(async () => {
    plain = await finished({ model, sql: rowsSql(rows, scored), roles: { target: 'truth' }, map });
  });

  it('counts at each threshold what scikit-learn counts', async () => {
    const table = ThresholdTable.parse(await runThresholds(plain, all));
    compare(table, binary.figures);
    expect(table).toMatchObject({ positive: '1', negative: '0', scores: new Set(binary.score).size, complete: true });
    expect(binary.score.filter((score) => !table.thresholds.includes(score))).toEqual([]);
    expect(table.thresholds.every((threshold, at) => at === 0 || threshold > (table.thresholds[at - 1] ?? 1))).toBe(true);
  });

  it('weighs the rows where they have weights', async () => {
    const weighted = binary.score.map((score, at) => [score, `'${String(binary.actual[at])}'`, binary.weight[at] ?? 0]);
    const run = await finished({
      model,
      sql: rowsSql(weighted, [...scored, 'importance']),
      roles: { target: 'truth', weight: 'importance' },
      map,
    });
    compare(await runThresholds(run, all), binary.weighted);
  });

  it('of many scores takes the even steps and quantiles, and still counts every row', async () => {
    const sql = rowsSql(
      many.score.map((score, at) => [score, `'${String(many.actual[at])}'`]),
      scored,
    );
    const table = await runThresholds(await finished({ model, sql, roles: { target: 'truth' }, map }), all);
    compare(table, many.figures);
    expect(table.complete).toBe(false);
    expect(table.thresholds.length).toBeGreaterThan(1_500);
    expect(table.thresholds.length).toBeLessThanOrEqual(2_000);
  });

  it('leaves out rows without a label, and counts labels that the model does not know as never right', async () => {
    const table = await runThresholds(
      await finished({
        model,
        sql: rowsSql(
          [
            [0.9, `'1'`],
            [0.8, `'maybe'`],
            [0.7, null],
            [0.2, `'maybe'`],
            [0.1, `'0'`],
          ],
          scored,
        ),
        roles: { target: 'truth' },
        map,
      }),
      all,
    );
    const at = table.thresholds.indexOf(0.5);
    expect(table).toMatchObject({ positives: 1, negatives: 3 });
    expect([table.truePositives[at], table.falsePositives[at], table.trueNegatives[at]]).toEqual([1, 1, 1]);
  });

  it('counts a selection of rows alone', async () => {
    const table = await runThresholds(plain, RunSelection.parse({ rows: { first: 1, last: 50 } }));
    expect(table.positives + table.negatives).toBe(50);
  });

  it('has loss and margin of each row as numpy has', async () => {
    expect(await column(plain, 'loss')).toEqual(near(binary.loss));
    expect(await column(plain, 'margin')).toEqual(near(binary.margin));
  });

  it('a run made with a threshold has its margin about that', async () => {
    const decision = { threshold: 0.3, falsePositiveCost: 1, falseNegativeCost: 1 };
    const run = await finished({
      model,
      sql: rowsSql(rows.slice(0, 40), scored),
      roles: { target: 'truth' },
      map: (mapping) => ({ ...map(mapping), decision }),
    });
    expect(await column(run, 'margin')).toEqual(near(binary.score.slice(0, 40).map((score) => 2 * Math.abs(score - 0.3))));
    const table = await runThresholds(run, all);
    const [counts] = await query(
      `SELECT count(*) FILTER (WHERE predicted = '1' AND actual = '1')::INTEGER AS hits FROM '${run.runDir}/predictions.parquet'`,
    );
    expect(table.truePositives[table.thresholds.indexOf(0.3)]).toBe(counts?.['hits']);
  });
});

describe('hardest rows', () => {
  it('of several classes: loss of the true class and distance of the two highest scores', async () => {
    const { three } = reference;
    const run = await finished({
      model: passThrough(3),
      sql: rowsSql(
        three.scores.map((scores, at) => [...scores, `'${String(three.actual[at])}'`]),
        ['a::FLOAT AS a', 'b::FLOAT AS b', 'c::FLOAT AS c', 'truth'],
      ),
      roles: { target: 'truth' },
      map: asScores(['0', '1', '2'], 'probabilities'),
    });
    expect(await column(run, 'loss')).toEqual(near(three.loss));
    expect(await column(run, 'margin')).toEqual(near(three.margin));
    await expect(runThresholds(run, all)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: /has no decision threshold/ });
  });

  it('of a regression: the size of the residual', async () => {
    const { actual, predicted, residual } = reference.regression;
    const run = await finished({
      model: regression([1], 0),
      sql: rowsSql(
        predicted.map((value, at) => [value, actual[at] ?? 0]),
        ['x::FLOAT AS x', 'y::DOUBLE AS y'],
      ),
      roles: { target: 'y' },
    });
    expect(await column(run, 'absoluteError')).toEqual(near(residual));
    const worst = [...residual].sort((a, b) => b - a).slice(0, 5);
    expect(await column(run, 'absoluteError', { sort: { column: 'absoluteError', descending: true }, limit: 5 })).toEqual(
      near(worst),
    );
  });

  it('without labels: the rows nearest to the decision are found all the same', async () => {
    const run = await finished({
      model: passThrough(1),
      sql: rowsSql(
        [0.9, 0.45, 0.52, 0.2].map((score) => [score, null]),
        ['score::FLOAT AS score', 'truth::VARCHAR AS truth'],
      ),
      roles: { target: 'truth' },
      map: asScores(['0', '1'], 'positive-probability'),
    });
    const page = await runRows(run, all, PageRequest.parse({ sort: { column: 'margin', descending: false } }));
    expect(page.rowNumbers).toEqual([3, 2, 4, 1]);
    expect(await runThresholds(run, all)).toMatchObject({ positives: 0, negatives: 0 });
  });
});

async function column(
  run: RunQuery,
  name: string,
  page: { sort?: { column: string; descending: boolean }; limit?: number; filters?: RowFilter[] } = {},
): Promise<number[]> {
  const { columns, rows } = await runRows(run, all, PageRequest.parse({ limit: 1000, ...page }));
  const at = columns.findIndex((one) => one.name === name);
  return rows.map((row) => Number(row[at]));
}

const near = (values: number[]): number[] => values.map((value) => expect.closeTo(value, 12) as number);
