import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WeakSliceReport, WeakSliceSettings } from '../../../../app/api/schemas/slices.ts';
import { findLabelIssues, rankedLabelIssues } from '../../../../app/metrics/labelIssues.ts';
import { evaluateRun, runRows, type RunQuery } from '../../../../app/runs/evaluateRun.ts';
import { findRunLabelIssues, readLabelIssues } from '../../../../app/runs/labelIssues/labelIssueFile.ts';
import { labelIssuePage } from '../../../../app/runs/labelIssues/labelIssuePage.ts';
import { validate } from '../../../../app/runs/validate.ts';
import { runWeakSlices } from '../../../../app/stress/slices/runWeakSlices.ts';
import { logisticRegression } from '../../../support/tinyModels.ts';
import { prepareRun, query, type PreparedRun } from '../../runs/support/prepareRun.ts';

let run: PreparedRun;
let about: RunQuery;
const everything = { filters: [] };
const settings = WeakSliceSettings.parse({});

/** Columns of every storage; the label is turned where `bad`, so that the model errs there. */
const makeRun = (bad: string): Promise<PreparedRun> =>
  prepareRun({
    model: logisticRegression({ weights: [4, -2], bias: 0.03, metadata: { classes: "['no', 'yes']" } }),
    sql: `WITH base AS (
            SELECT i, (hash(i) % 1000 / 500.0 - 1)::FLOAT AS f0, (hash(i + 10000) % 1000 / 500.0 - 1)::FLOAT AS f1,
              CASE WHEN hash(i + 20000) % 8 = 0 THEN NULL ELSE (hash(i + 30000) % 400 / 10.0)::DECIMAL(9, 1) END AS price,
              DATE '2020-01-01' + (hash(i + 40000) % 500)::INTEGER AS "when",
              hash(i + 50000) % 3 = 0 AS flag, (hash(i + 60000) % 90000)::BIGINT AS big,
              ['north', 'the "south"', 'east, west', ' ', 'missing'][(hash(i + 70000) % 5 + 1)::INTEGER] AS predicted
            FROM range(4000) t(i))
          SELECT base.*, CASE WHEN (4 * f0 - 2 * f1 + 0.03 > 0) = (NOT (${bad}) AND hash(i + 80000) % 10 > 0) THEN 'yes' ELSE 'no' END AS label
          FROM base ORDER BY i`,
    roles: { target: 'label', id: 'i' },
    map: (mapping) => ({
      ...mapping,
      positive: 'yes',
      reading: { ...mapping.reading, classes: ['no', 'yes'], scores: { output: 'probabilities', form: 'probabilities' } },
    }),
  });

beforeAll(async () => {
  run = await makeRun(
    `hash(i + 90000) % 10 < 5 AND (predicted = 'the "south"' OR price IS NULL OR ("when" >= DATE '2021-02-01' AND flag))`,
  );
  await validate(run.request, {});
  about = { runDir: run.folder.dir, data: run.request.data };
});
afterAll(() => rm(run.root, { recursive: true, force: true }));

describe('weak slices of a run', () => {
  it('are found among columns that feed nothing, too, and lead to just the rows that they count', async () => {
    const report = WeakSliceReport.parse(await runWeakSlices(about, settings, everything));
    const rules = report.slices.map(({ rule }) => rule);
    expect(rules).toContain('price is missing');
    expect(rules).toContain('predicted is “the "south"”');
    expect(rules.some((rule) => /when from 2021-0[12]-\d\d on/.test(rule) && /flag is true/.test(rule))).toBe(true);
    expect(report.columns).toEqual(['f0', 'f1', 'price', 'when', 'flag', 'big', 'predicted']);
    expect(report.leftOut).toEqual([
      { column: 'i', reason: 'names the row' },
      { column: 'label', reason: 'the label' },
    ]);
    for (const slice of report.slices) {
      const { rows, metrics } = await evaluateRun(about, { filters: slice.filters });
      expect(rows, slice.rule).toBe(slice.rows);
      expect(metrics.accuracy?.value).toBeCloseTo(slice.metrics.accuracy?.value ?? NaN, 12);
      expect(metrics.rocAuc?.value).toBeCloseTo(slice.metrics.rocAuc?.value ?? NaN, 9);
    }
  });

  it('are those of a selection, where one is made', async () => {
    const selection = { filters: [{ column: 'price', op: 'present' as const }] };
    const report = await runWeakSlices(about, settings, selection);
    expect(report.rows).toBe((await evaluateRun(about, selection)).labelled);
    expect(report.slices.map(({ rule }) => rule)).not.toContain('price is missing');
  });

  it('are looked for in a sample of the rows, and it says so', async () => {
    const report = await runWeakSlices(about, { ...settings, maxRows: 1000 }, everything);
    expect([report.rows, report.findRows, report.testRows, report.totalRows]).toEqual([1000, 500, 500, 4000]);
  });

  it('cannot be told without the data of the run', async () => {
    await expect(runWeakSlices({ ...about, data: null }, settings, everything)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('likely wrong labels of a run', () => {
  it('are those of its scores and labels, kept beside it, and shown the likeliest first', async () => {
    expect(await readLabelIssues(run.folder.dir)).toBeNull();
    const file = await findRunLabelIssues(about);
    expect(await readLabelIssues(run.folder.dir)).toEqual(file);
    const rows = await query(`SELECT actual, score_no, score_yes FROM '${run.folder.predictions}' ORDER BY "row"`);
    const found = findLabelIssues(
      {
        rowCount: rows.length,
        actual: Int32Array.from(rows, ({ actual }) => (actual === 'yes' ? 1 : 0)),
        scores: Float64Array.from(rows.flatMap((row) => [Number(row['score_no']), Number(row['score_yes'])])),
      },
      2,
    );
    expect(file.summary).toMatchObject({ judged: 4000, issues: found.issues, confidentJoint: found.confidentJoint });
    expect(file.rows.map(([row]) => row - 1)).toEqual(rankedLabelIssues(found));
    const { page } = await labelIssuePage(about, file, { offset: 5, limit: 10 });
    expect(page.rowNumbers).toEqual(file.rows.slice(5, 15).map(([row]) => row));
    expect(page.columns.slice(0, 4).map(({ name }) => name)).toEqual(['likely label', 'label quality', 'actual', 'predicted']);
    for (const cells of page.rows) expect(cells[0]).not.toBe(cells[2]);
    const row = page.rowNumbers[0] ?? 0;
    const behind = await runRows(about, { rows: { first: row, last: row }, filters: [] }, { offset: 0, limit: 1, filters: [] });
    expect(page.rows[0]?.slice(2)).toEqual(behind.rows[0]);
  });

  it('of a page beyond the last there are none', async () => {
    const file = await findRunLabelIssues(about);
    const { page } = await labelIssuePage(about, file, { offset: 1_000_000, limit: 10 });
    expect([page.rows, page.total]).toEqual([[], file.rows.length]);
  });
});
