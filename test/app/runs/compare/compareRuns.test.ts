import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunComparison } from '../../../../app/api/schemas/compare.ts';
import { PageRequest, RowPage } from '../../../../app/api/schemas/common.ts';
import type { RunReport } from '../../../../app/api/schemas/runs.ts';
import { compareRuns } from '../../../../app/runs/compare/compareRuns.ts';
import { flippedRows } from '../../../../app/runs/compare/flippedRows.ts';
import { validate } from '../../../../app/runs/validate.ts';
import { logisticRegression, multiclassLogits, regression } from '../../../support/tinyModels.ts';
import { prepareRun, query, type PreparedRun } from '../support/prepareRun.ts';

const sql = `
  SELECT (i % 17 / 8.0 - 1)::FLOAT AS f0, (i % 13 / 6.0 - 1)::FLOAT AS f1,
         CASE WHEN i % 50 = 49 THEN NULL WHEN i % 97 = 5 THEN 'maybe' WHEN (i % 17) - 0.9 * (i % 13) + (i * 7 % 5) > 3 THEN 'yes' ELSE 'no' END AS label,
         'town ' || (i % 4) AS town, i % 9 AS "predicted A", (i % 3)::DOUBLE AS w
  FROM range(1200) t(i) ORDER BY i`;

interface FinishedRun extends PreparedRun {
  report: RunReport;
}

const made: PreparedRun[] = [];

async function finished(options: Parameters<typeof prepareRun>[0]): Promise<FinishedRun> {
  const run = await prepareRun(options);
  made.push(run);
  return { ...run, report: await validate(run.request, {}) };
}

function classifier(
  weights: number[],
  more: { classes?: string[]; sql?: string; roles?: object; withoutTarget?: boolean } = {},
): Promise<FinishedRun> {
  const classes = more.classes ?? ['no', 'yes'];
  return finished({
    model: logisticRegression({ weights, bias: 0.2 }),
    sql: more.sql ?? sql,
    roles: { target: 'label', ...more.roles },
    map: (mapping) => ({
      ...mapping,
      positive: 'yes',
      columns: mapping.columns.map((column) =>
        more.withoutTarget && column.role === 'target' ? { ...column, role: 'ignored' as const } : column,
      ),
      inputs: mapping.inputs.map((input) => ({
        ...input,
        feeds: input.feeds.map((feed, index) => ({ ...feed, column: `f${String(index)}` })),
      })),
      reading: { task: 'binary', classes, scores: { output: 'probabilities', form: 'probabilities' } },
    }),
  });
}

const numbersSql =
  'SELECT (i % 5)::FLOAT AS a, (i % 3)::FLOAT AS b, 1 + (i % 5) + 2 * (i % 3) + (i % 4) AS y FROM range(400) t(i) ORDER BY i';
const regressor = (weights: number[]): Promise<FinishedRun> =>
  finished({ model: regression(weights, 1), sql: numbersSql, roles: { target: 'y' } });

let champion: FinishedRun;
let challenger: FinishedRun;
let numbers: [FinishedRun, FinishedRun];

beforeAll(async () => {
  champion = await classifier([1, -2]);
  challenger = await classifier([2, -2]);
  numbers = [await regressor([1, 2]), await regressor([1.2, 2])];
});
afterAll(async () => {
  for (const { root } of made) await rm(root, { recursive: true, force: true });
});

async function compare(...runs: PreparedRun[]): Promise<RunComparison[]> {
  const found = await compareRuns({ runDirs: runs.map(({ folder }) => folder.dir) });
  return found.map((one) => RunComparison.parse(one));
}

const differenceOf = (one: RunComparison | undefined, metric: string) => one?.differences.find((each) => each.metric === metric);

/** Rows of both runs, read apart and put together here. */
async function rowsOf(...runs: PreparedRun[]): Promise<Record<string, unknown>[][]> {
  const read = (run: PreparedRun) => query(`SELECT * FROM read_parquet('${run.folder.predictions}') ORDER BY "row"`);
  return Promise.all(runs.map(read));
}

describe('runs on the same data', () => {
  it('are compared row by row: figures are those of the reports, flips those of the files', async () => {
    const [one] = await compare(champion, challenger);
    const [first = [], second = []] = await rowsOf(champion, challenger);
    const labelled = first.map((row, index) => ({ a: row, b: second[index] ?? {} })).filter(({ a }) => a['actual'] !== null);
    const right = (row: Record<string, unknown>): boolean => row['actual'] === row['predicted'];
    const fixed = labelled.filter(({ a, b }) => !right(a) && right(b)).length;
    const broken = labelled.filter(({ a, b }) => right(a) && !right(b)).length;
    const changed = first.filter((row, index) => row['predicted'] !== second[index]?.['predicted']).length;

    expect(one).toMatchObject({ rows: 1200, labelled: labelled.length, comparable: null, flips: { fixed, broken, changed } });
    expect(Math.min(fixed, broken, changed - fixed - broken)).toBeGreaterThan(0);
    expect(one?.mcnemar).toMatchObject({ fixed, broken });
    expect(differenceOf(one, 'accuracy')?.difference.value).toBeCloseTo((fixed - broken) / labelled.length, 12);
    expect(one?.differences.map(({ metric }) => metric).sort()).toEqual(Object.keys(champion.report.metrics).sort());
    for (const { metric, a, b, difference } of one?.differences ?? []) {
      expect([metric, a]).toEqual([metric, expect.closeTo(champion.report.metrics[metric]?.value ?? NaN, 9)]);
      expect([metric, b]).toEqual([metric, expect.closeTo(challenger.report.metrics[metric]?.value ?? NaN, 9)]);
      expect(difference.value).toBeCloseTo((b ?? NaN) - (a ?? NaN), 9);
      expect(difference.low).toBeLessThan(difference.value ?? NaN);
      expect(difference.high).toBeGreaterThan(difference.value ?? NaN);
    }
  });

  it('the other way round every difference has the other sign', async () => {
    const [one] = await compare(champion, challenger);
    const [other] = await compare(challenger, champion);
    for (const { metric, difference, pValue, verdict } of one?.differences ?? []) {
      const back = differenceOf(other, metric);
      expect(back?.difference.value).toBeCloseTo(-(difference.value ?? NaN), 9);
      expect(back?.difference.low).toBeCloseTo(-(difference.high ?? NaN), 9);
      expect(back?.pValue).toBeCloseTo(pValue ?? NaN, 9);
      expect(back?.verdict).toBe({ better: 'worse', worse: 'better', unclear: 'unclear' }[verdict]);
    }
  });

  it('a run against a copy of itself differs in nothing', async () => {
    const [one] = await compare(champion, champion);
    expect(one?.flips).toEqual({ fixed: 0, broken: 0, changed: 0 });
    expect(one?.mcnemar?.pValue).toBe(1);
    expect(one?.differences.map(({ difference }) => difference.value)).toEqual(one?.differences.map(() => 0));
    expect(new Set(one?.differences.map(({ verdict }) => verdict))).toEqual(new Set(['unclear']));
    // How sure that is, no row can tell; but of proportions, where Newcombe's interval knows how many rows there were.
    expect(differenceOf(one, 'rocAuc')).toMatchObject({ difference: { low: null, high: null }, pValue: 1 });
    expect(differenceOf(one, 'accuracy')?.difference.high).toBeGreaterThan(0);
  });

  it('regressions: what is closer to the label and what is farther from it', async () => {
    const [one] = await compare(...numbers);
    const [first = [], second = []] = await rowsOf(...numbers);
    const error = (row?: Record<string, unknown>): number => Math.abs(Number(row?.['predicted']) - Number(row?.['actual']));
    const closer = first.filter((row, index) => error(second[index]) < error(row)).length;
    const farther = first.filter((row, index) => error(second[index]) > error(row)).length;
    expect(one).toMatchObject({ labelled: 400, mcnemar: null, flips: { fixed: closer, broken: farther } });
    for (const { metric, a, b, difference } of one?.differences ?? []) {
      expect(a).toBeCloseTo(numbers[0].report.metrics[metric]?.value ?? NaN, 9);
      expect(b).toBeCloseTo(numbers[1].report.metrics[metric]?.value ?? NaN, 9);
      expect(difference.value).toBeCloseTo((b ?? NaN) - (a ?? NaN), 9);
    }
    expect(differenceOf(one, 'mae')).toMatchObject({ method: 'paired t over rows' });
  });

  it('classes in another order are the same classes', async () => {
    const swapped = await classifier([-1, 2], { classes: ['yes', 'no'] });
    const [one] = await compare(champion, swapped);
    expect(differenceOf(one, 'logLoss')?.b).toBeCloseTo(swapped.report.metrics.logLoss?.value ?? NaN, 9);
    expect(differenceOf(one, 'rocAuc')?.b).toBeCloseTo(swapped.report.metrics.rocAuc?.value ?? NaN, 9);
    expect(differenceOf(one, 'recall')?.b).toBeCloseTo(swapped.report.metrics.recall?.value ?? NaN, 9);
  });

  it('three and more runs are each compared with the first', async () => {
    const comparisons = await compare(champion, challenger, champion);
    expect(comparisons.map(({ a, b }) => [a, b])).toEqual([
      [champion.folder.id, challenger.folder.id],
      [champion.folder.id, champion.folder.id],
    ]);
  });
});

describe('rows that cannot be compared', () => {
  it('are told why, with the figures of either run side by side', async () => {
    const other = await classifier([1, -2], { sql: sql.replace('1200', '1000') });
    const [ofData] = await compare(champion, other);
    expect(ofData?.comparable).toMatch(/different data/);
    expect(ofData).toMatchObject({ rows: 0, mcnemar: null, flips: null });
    expect(differenceOf(ofData, 'accuracy')).toMatchObject({
      a: champion.report.metrics.accuracy?.value,
      b: other.report.metrics.accuracy?.value,
      difference: { value: null, low: null, high: null },
      verdict: 'unclear',
    });
    const weighted = await classifier([1, -2], { roles: { weight: 'w' } });
    expect((await compare(champion, weighted))[0]?.comparable).toMatch(/weights: none and w/);
    const aimed = await classifier([1, -2], { roles: { target: 'town' } });
    expect((await compare(champion, aimed))[0]?.comparable).toMatch(/label and town/);
    expect((await compare(champion, numbers[0]))[0]?.comparable).toMatch(/different data/);
  });

  it('a run whose predictions are gone or cut off is named', async () => {
    const damaged = await classifier([1, -1]);
    const whole = await readFile(damaged.folder.predictions);
    await writeFile(damaged.folder.predictions, whole.subarray(0, whole.length - 9));
    expect((await compare(champion, damaged))[0]?.comparable).toMatch(/cut off/);
    await rm(damaged.folder.predictions);
    expect((await compare(champion, damaged))[0]?.comparable).toMatch(/has no predictions/);
  });

  it('without labels in one of them only the changed predictions are counted', async () => {
    const blind = await classifier([2, -2], { withoutTarget: true });
    const [one] = await compare(champion, blind);
    expect(one).toMatchObject({ rows: 1200, labelled: 0, differences: [], mcnemar: null, flips: { fixed: 0, broken: 0 } });
    expect(one?.flips?.changed).toBeGreaterThan(0);
  });
});

describe('other shapes', () => {
  it('weights count as in the reports', async () => {
    const [a, b] = [await classifier([1, -2], { roles: { weight: 'w' } }), await classifier([2, -2], { roles: { weight: 'w' } })];
    const [one] = await compare(a, b);
    for (const { metric, a: first, b: second } of one?.differences ?? []) {
      expect(first).toBeCloseTo(a.report.metrics[metric]?.value ?? NaN, 9);
      expect(second).toBeCloseTo(b.report.metrics[metric]?.value ?? NaN, 9);
    }
  });

  it('other classes: label metrics only, each by its own classes', async () => {
    const threeSql = `SELECT i % 7 AS f0, i % 5 AS f1, i % 3 AS f2, i % 4 AS f3, (['x', 'y', 'z'])[i % 3 + 1] AS label FROM range(300) t(i) ORDER BY i`;
    const of = (classes: string[]): Promise<FinishedRun> =>
      finished({
        model: multiclassLogits(4, 3),
        sql: threeSql,
        roles: { target: 'label' },
        map: (mapping) => ({
          ...mapping,
          reading: { task: 'multiclass', classes, scores: { output: 'logits', form: 'logits' } },
        }),
      });
    const [a, b] = [await of(['x', 'y', 'z']), await of(['x', 'y', 'other'])];
    const [one] = await compare(a, b);
    expect(one?.differences.map(({ metric }) => metric).sort()).toEqual(
      ['accuracy', 'balancedAccuracy', 'f1', 'mcc', 'precision', 'recall'].sort(),
    );
    for (const { metric, a: first, b: second } of one?.differences ?? []) {
      expect(first).toBeCloseTo(a.report.metrics[metric]?.value ?? NaN, 9);
      expect(second).toBeCloseTo(b.report.metrics[metric]?.value ?? NaN, 9);
    }
  });
});

describe('the rows behind the counts', () => {
  const page = async (kind: 'fixed' | 'broken' | 'changed', request: object = {}): Promise<RowPage> =>
    RowPage.parse(
      await flippedRows({
        runDirs: { a: champion.folder.dir, b: challenger.folder.dir },
        kind,
        page: PageRequest.parse({ limit: 1000, ...request }),
        data: champion.request.data,
      }),
    );

  it('show the label, both predictions with their scores, and the data; names that clash are kept apart', async () => {
    const [one] = await compare(champion, challenger);
    const fixed = await page('fixed');
    expect(fixed.total).toBe(one?.flips?.fixed);
    expect(fixed.columns.map(({ name }) => name)).toEqual([
      'actual',
      'predicted A',
      'score A',
      'predicted B',
      'score B',
      'f0',
      'f1',
      'label',
      'town',
      'predicted A (data)',
      'w',
    ]);
    for (const [index, cells] of fixed.rows.entries()) {
      expect(cells[0]).toBe(cells[3]);
      expect(cells[0]).not.toBe(cells[1]);
      expect(cells[8]).toBe(`town ${String(((fixed.rowNumbers[index] ?? 0) - 1) % 4)}`);
    }
    const broken = await page('broken');
    expect(broken.total).toBe(one?.flips?.broken);
    expect((await page('changed')).total).toBe(one?.flips?.changed);
  });

  it('are filtered and sorted by any column of either run or of the data', async () => {
    const town = await page('changed', {
      filters: [{ column: 'town', op: 'eq', value: 'town 1' }],
      sort: { column: 'score B', descending: true },
    });
    expect(town.total).toBeGreaterThan(0);
    expect(new Set(town.rows.map((cells) => cells[8]))).toEqual(new Set(['town 1']));
    const scores = town.rows.map((cells) => Number(cells[4]));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const clash = await page('changed', { filters: [{ column: 'predicted A (data)', op: 'eq', value: 3 }] });
    expect(new Set(clash.rows.map((cells) => cells[9]))).toEqual(new Set([3]));
    const yes = await page('changed', { filters: [{ column: 'predicted A', op: 'eq', value: 'yes' }], limit: 2, offset: 1 });
    expect(yes.rows.map((cells) => cells[1])).toEqual(['yes', 'yes']);
    await expect(page('changed', { sort: { column: 'nowhere', descending: false } })).rejects.toThrow(/no column "nowhere"/);
  });

  it('of regressions show both errors', async () => {
    const found = await flippedRows({
      runDirs: { a: numbers[0].folder.dir, b: numbers[1].folder.dir },
      kind: 'fixed',
      page: PageRequest.parse({}),
      data: null,
    });
    expect(found.columns.map(({ name }) => name)).toEqual(['actual', 'predicted A', 'error A', 'predicted B', 'error B']);
    for (const [, , first, , second] of found.rows) expect(Math.abs(Number(second))).toBeLessThan(Math.abs(Number(first)));
  });

  it('are not there where rows cannot be matched', async () => {
    const request = {
      runDirs: { a: champion.folder.dir, b: numbers[0].folder.dir },
      kind: 'fixed' as const,
      page: PageRequest.parse({}),
      data: null,
    };
    await expect(flippedRows(request)).rejects.toThrow(/different data/);
  });
});
