import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fairness, type FairnessGroup } from '../../../../app/api/schemas/slices.ts';
import type { RunQuery } from '../../../../app/runs/evaluateRun.ts';
import { evaluateRun } from '../../../../app/runs/evaluateRun.ts';
import { runFairness } from '../../../../app/runs/fairness/runFairness.ts';
import { validate } from '../../../../app/runs/validate.ts';
import { logisticRegression, regression } from '../../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from '../support/prepareRun.ts';

/** Written by test/reference/slices.py with fairlearn. */
const { fairness: reference } = JSON.parse(readFileSync(new URL('../../../reference/slices.json', import.meta.url), 'utf8')) as {
  fairness: {
    group: string[];
    actual: number[];
    predicted: number[];
    byGroup: Record<
      string,
      Record<'selectionRate' | 'truePositiveRate' | 'falsePositiveRate' | 'precision' | 'accuracy' | 'rows', number>
    >;
    gaps: Record<string, number>;
  };
};

let run: PreparedRun;
let numbers: PreparedRun;
let about: RunQuery;
const everything = { filters: [] };

beforeAll(async () => {
  const rows = reference.group.map((group, row) => `('${group}', ${reference.actual[row]}, ${reference.predicted[row]}, ${row})`);
  run = await prepareRun({
    // f0 is ±1 as the reference predicts, so that the model's answers are those of the reference.
    model: logisticRegression({ weights: [3, 0], bias: 0, metadata: { classes: "['no', 'yes']" } }),
    sql: `SELECT (2 * guess - 1)::FLOAT AS f0, 0::FLOAT AS f1, CASE actual WHEN 1 THEN 'yes' ELSE 'no' END AS label,
            CASE WHEN grp = 'c' AND i % 7 = 0 THEN 'c' ELSE grp END AS grp, CASE WHEN i % 5 = 0 THEN NULL ELSE i % 97 END AS size, i % 3 = 0 AS flag,
            TIMESTAMP '2020-01-01' + INTERVAL 1 DAY * i AS at
          FROM (VALUES ${rows.join(', ')}) t(grp, actual, guess, i) ORDER BY i`,
    roles: { target: 'label' },
    map: (mapping) => ({
      ...mapping,
      positive: 'yes',
      reading: { ...mapping.reading, classes: ['no', 'yes'], scores: { output: 'probabilities', form: 'probabilities' } },
    }),
  });
  await validate(run.request, {});
  about = { runDir: run.folder.dir, data: run.request.data };
  numbers = await prepareRun({
    model: regression([1, 2], 0),
    sql: `SELECT (i % 5)::FLOAT AS a, (i % 3)::FLOAT AS b, (i % 5) + 2 * (i % 3) + (i % 4) AS y, 'town ' || (i % 2) AS town FROM range(400) t(i) ORDER BY i`,
    roles: { target: 'y' },
  });
  await validate(numbers.request, {});
});
afterAll(async () => {
  for (const { root } of [run, numbers]) await rm(root, { recursive: true, force: true });
});

const named = (groups: FairnessGroup[], name: string): FairnessGroup | undefined => groups.find((group) => group.name === name);

describe('groups of a run', () => {
  it('have the rates that fairlearn gives them', async () => {
    const fairness = Fairness.parse(await runFairness(about, 'grp', everything));
    expect(fairness.groups.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'rare']);
    for (const [name, expected] of Object.entries(reference.byGroup)) {
      const group = named(fairness.groups, name);
      expect(group?.rows).toBe(expected.rows);
      expect(group?.selectionRate?.value).toBeCloseTo(expected.selectionRate, 12);
      expect(group?.truePositiveRate?.value).toBeCloseTo(expected.truePositiveRate, 12);
      expect(group?.falsePositiveRate?.value).toBeCloseTo(expected.falsePositiveRate, 12);
      expect(group?.precision?.value).toBeCloseTo(expected.precision, 12);
      expect(group?.metrics.accuracy?.value).toBeCloseTo(expected.accuracy, 12);
    }
  });

  it('are as far apart as fairlearn says; those of few rows are shown, but have no part in it', async () => {
    const { groups, gaps } = await runFairness(about, 'grp', everything);
    expect(groups.filter(({ judged }) => !judged).map(({ name }) => name)).toEqual(['rare']);
    for (const [id, expected] of Object.entries(reference.gaps)) {
      expect(gaps.find((gap) => gap.id === id)?.value, id).toBeCloseTo(expected, 12);
    }
    const parity = gaps.find(({ id }) => id === 'demographicParityDifference');
    expect(parity?.interval?.low).toBeLessThan(parity?.value ?? 0);
    expect(parity?.interval?.high).toBeGreaterThan(parity?.value ?? 0);
    expect([parity?.highest, parity?.lowest]).toContain('a');
  });

  it('of numbers and times are quarters of the rows, and missing cells a group of their own', async () => {
    const sizes = await runFairness(about, 'size', everything);
    expect(sizes.cut).toBe('into quarters of the rows');
    expect(sizes.groups).toHaveLength(5);
    expect(named(sizes.groups, 'missing')?.rows).toBe(120);
    expect(sizes.groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(600);
    const times = await runFairness(about, 'at', everything);
    expect(times.groups.map(({ rows }) => rows).reduce((sum, rows) => sum + rows, 0)).toBe(600);
    expect(times.groups[0]?.name).toMatch(/^before 2020-0[56]-\d\d$/);
  });

  it('lead to their rows: the filters of a group hold just these', async () => {
    for (const column of ['grp', 'size', 'flag', 'at', 'correct', 'predicted']) {
      const { groups } = await runFairness(about, column, everything);
      expect(groups.length).toBeGreaterThan(1);
      for (const { filters, rows } of groups) expect((await evaluateRun(about, { filters })).rows).toBe(rows);
    }
  });

  it('can be looked at within a selection', async () => {
    const fairness = await runFairness(about, 'flag', { filters: [{ column: 'grp', op: 'eq', value: 'b' }] });
    expect(fairness.rows).toBe(reference.byGroup['b']?.rows);
    expect(fairness.groups.map(({ name }) => name).sort()).toEqual(['false', 'true']);
  });

  it('of a regression differ in its metrics', async () => {
    const query = { runDir: numbers.folder.dir, data: numbers.request.data };
    const { gaps, groups } = await runFairness(query, 'town', everything);
    expect(gaps.map(({ id }) => id)).toEqual(['mae', 'rmse', 'r2', 'mape', 'medianAe']);
    expect(gaps[0]).toMatchObject({ value: 1, highest: 'town 1', lowest: 'town 0' });
    expect(groups[0]?.selectionRate).toBeUndefined();
  });

  it('cannot be told by a column that is not there', async () => {
    await expect(runFairness(about, 'nope', everything)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(runFairness({ ...about, data: null }, 'grp', everything)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
