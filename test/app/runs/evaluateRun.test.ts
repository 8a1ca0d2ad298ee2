import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageRequest, RowPage, type RowFilter } from '../../../app/api/schemas/common.ts';
import { Evaluation, RunSelection, Timeline, type RunReport } from '../../../app/api/schemas/runs.ts';
import { evaluateRun, runRows, runTimeline, type RunQuery } from '../../../app/runs/evaluateRun.ts';
import { validate } from '../../../app/runs/validate.ts';
import { logisticRegression, regression } from '../../support/tinyModels.ts';
import { prepareRun, query, type PreparedRun } from './support/prepareRun.ts';

const sql = `
  SELECT (i % 17 / 8.0 - 1)::FLOAT AS f0, (i % 13 / 6.0 - 1)::FLOAT AS f1,
         CASE WHEN i % 50 = 49 THEN NULL WHEN i % 97 = 5 THEN 'maybe' WHEN i * 7 % 5 > 2 THEN 'yes' ELSE 'no' END AS label,
         CASE WHEN i % 60 = 59 THEN NULL ELSE TIMESTAMP '2020-01-01' + INTERVAL 1 HOUR * i END AS at,
         'town ' || (i % 4) AS town, i % 9 AS actual
  FROM range(2000) t(i) ORDER BY i`;

let run: PreparedRun;
let report: RunReport;
let about: RunQuery;
let values: PreparedRun;

beforeAll(async () => {
  run = await prepareRun({
    model: logisticRegression({ weights: [1, -2], bias: 0.03, metadata: { classes: "['no', 'yes']" } }),
    sql,
    roles: { target: 'label', time: 'at' },
    map: (mapping) => ({
      ...mapping,
      positive: 'yes',
      reading: { ...mapping.reading, classes: ['no', 'yes'], scores: { output: 'probabilities', form: 'probabilities' } },
    }),
    settings: { window: 'month', batch: 300 },
  });
  report = await validate(run.request, {});
  about = { runDir: run.folder.dir, data: run.request.data };
  values = await prepareRun({
    model: regression([1, 2], 0),
    sql: 'SELECT (i % 5)::FLOAT AS a, (i % 3)::FLOAT AS b, (i % 5) + 2 * (i % 3) + (i % 4) AS y FROM range(800) t(i) ORDER BY i',
    roles: { target: 'y' },
    settings: { window: 'rows:400' },
  });
  await validate(values.request, {});
});
afterAll(async () => {
  for (const { root } of [run, values]) await rm(root, { recursive: true, force: true });
});

const select = (selection: Partial<RunSelection>): RunSelection => RunSelection.parse(selection);
const filter = (column: string, op: RowFilter['op'], value?: RowFilter['value']): RowFilter => ({
  column,
  op,
  ...(value === undefined ? {} : { value }),
});

describe('figures of a finished run', () => {
  it('are those of the report when all rows are selected', async () => {
    const evaluation = Evaluation.parse(await evaluateRun(about, select({})));
    expect(evaluation.confusion).toEqual(report.confusion);
    expect(evaluation.unknownLabels).toEqual(report.unknownLabels);
    for (const [name, interval] of Object.entries(report.metrics)) {
      expect(evaluation.metrics[name as 'accuracy']?.value).toBeCloseTo(interval.value ?? NaN, 12);
    }
    expect(evaluation.curves?.roc.length).toBe(report.curves?.roc.length);
  });

  it('of a window selected by time are those of that window in the timeline', async () => {
    const window = report.timeline.windows[1];
    const evaluation = await evaluateRun(about, select({ time: { start: window?.start ?? '', end: window?.end ?? '' } }));
    expect(evaluation.rows).toBe(window?.rows);
    expect(evaluation.metrics.rocAuc?.value).toBeCloseTo(window?.metrics.rocAuc?.value ?? NaN, 12);
    expect(evaluation.metrics.accuracy?.low).toBeCloseTo(window?.metrics.accuracy?.low ?? NaN, 12);
  });

  it('come with other windows without running again', async () => {
    const weeks = Timeline.parse(await runTimeline(about, 'week', select({})));
    expect(weeks).toMatchObject({ unit: 'week', auto: false, rowsWithoutTime: 33, rowsWithoutLabel: 40 });
    expect(weeks.windows.reduce((sum, window) => sum + window.rows, 0)).toBe(2000 - 33);
    const rows = await runTimeline(about, 'rows:1000', select({}));
    expect(rows.windows.map((window) => window.rows)).toEqual([1000, 967]);
    expect((await runTimeline(about, 'auto', select({}))).auto).toBe(true);
  });

  it('can be narrowed by filters over predictions and data columns alike', async () => {
    const wrong = await evaluateRun(about, select({ filters: [filter('correct', 'eq', false)] }));
    expect(wrong.metrics.accuracy?.value).toBe(0);
    const expected = await query(
      `SELECT count(*)::INTEGER AS n FROM (SELECT row_number() OVER () AS r, * FROM '${run.dataPath}') d
       JOIN '${run.folder.predictions}' p ON p.row = d.r WHERE d.town = 'town 2' AND p.score_yes >= 0.75`,
    );
    const town = await evaluateRun(about, select({ filters: [filter('town', 'eq', 'town 2'), filter('score', 'ge', 0.75)] }));
    expect(town.rows).toBe(expected[0]?.['n']);
    const first = await evaluateRun(about, select({ rows: { first: 11, last: 20 } }));
    expect(first.rows).toBe(10);
  });

  it('of no rows are undefined, not an error', async () => {
    const nothing = await evaluateRun(about, select({ rows: { first: 5000, last: 6000 } }));
    expect(nothing).toMatchObject({ rows: 0, labelled: 0, metrics: { accuracy: { value: null } } });
    expect((await runTimeline(about, 'auto', select({ rows: { first: 5000, last: 6000 } }))).windows).toEqual([]);
  });

  it('of a regression are found again too', async () => {
    const evaluation = await evaluateRun({ runDir: values.folder.dir, data: null }, select({ rows: { first: 1, last: 400 } }));
    expect(evaluation.metrics.mae?.value).toBeCloseTo(1.5, 12);
    expect(evaluation.metrics.medianAe?.value).toBeCloseTo(1.5, 12);
    const large = await evaluateRun(
      { runDir: values.folder.dir, data: null },
      select({ filters: [filter('absoluteError', 'ge', 3)] }),
    );
    expect(large.rows).toBe(200);
  });
});

describe('the rows behind a mark', () => {
  it('show prediction, label and what follows from both beside the data columns', async () => {
    const page = RowPage.parse(await runRows(about, select({}), PageRequest.parse({ offset: 4, limit: 2 })));
    expect(page.columns.map(({ name }) => name)).toEqual([
      'actual',
      'predicted',
      'score_no',
      'score_yes',
      'correct',
      'confidence',
      'loss',
      'margin',
      'f0',
      'f1',
      'label',
      'at',
      'town',
      'actual (data)',
    ]);
    expect(page).toMatchObject({ offset: 4, total: 2000, rowNumbers: [5, 6] });
    const cell = (row: number, name: string): unknown =>
      page.rows[row]?.[page.columns.findIndex((column) => column.name === name)];
    expect(cell(1, 'actual')).toBe('maybe');
    expect(cell(1, 'correct')).toBe(false);
    expect(cell(1, 'loss')).toBe(null);
    expect(cell(0, 'town')).toBe('town 0');
    expect(cell(0, 'at')).toBe('2020-01-01T04:00:00.000Z');
    expect(cell(0, 'actual (data)')).toBe(4);
    const confidence = Number(cell(0, 'confidence'));
    expect(confidence).toBe(Math.max(Number(cell(0, 'score_no')), Number(cell(0, 'score_yes'))));
  });

  it('are sorted and filtered over all of them, the hardest first', async () => {
    const page = await runRows(
      about,
      select({ filters: [filter('actual', 'eq', 'yes')] }),
      PageRequest.parse({ limit: 3, sort: { column: 'loss', descending: true }, filters: [filter('town', 'ne', 'town 1')] }),
    );
    const losses = page.rows.map((row) => Number(row[page.columns.findIndex(({ name }) => name === 'loss')]));
    const worst = await query(
      `SELECT -ln(score_yes) AS loss FROM '${run.folder.predictions}' WHERE actual = 'yes' AND (row - 1) % 4 <> 1 ORDER BY loss DESC LIMIT 3`,
    );
    losses.forEach((loss, index) => expect(loss).toBeCloseTo(Number(worst[index]?.['loss']), 12));
  });

  it('go without the data columns when the dataset is not there', async () => {
    const page = await runRows({ ...about, data: null }, select({}), PageRequest.parse({ limit: 1 }));
    expect(page.columns[0]?.name).toBe('time');
    expect(page.columns.map(({ name }) => name)).not.toContain('town');
    await expect(
      runRows({ ...about, data: null }, select({ filters: [filter('town', 'eq', 'x')] }), PageRequest.parse({})),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
