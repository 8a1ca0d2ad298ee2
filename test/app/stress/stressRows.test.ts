import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StressRows, type StressRecord } from '../../../app/api/schemas/stress.ts';
import { runStress } from '../../../app/stress/runStress.ts';
import { stressRows } from '../../../app/stress/stressRows.ts';
import { StressRowsTask } from '../../../app/stress/stressRequest.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { labelledRows, prepareStress, type PreparedStress } from './prepareStress.ts';

let stress: PreparedStress;
let record: StressRecord;
beforeAll(async () => {
  stress = await prepareStress({
    model: logisticRegression({ weights: [4, -2, 0] }),
    sql: labelledRows(300),
    roles: { target: 'label' },
    // Fewer than there are: the sample must be the same again.
    settings: { corruptions: ['missing', 'unit-larger'], maxRows: 200, seed: 3 },
  });
  record = await runStress(stress.request);
});
afterAll(() => rm(stress.root, { recursive: true, force: true }));

const page = async (request: object): Promise<StressRows> => {
  const { runDir, runPath, data, provider } = stress.request;
  return StressRows.parse(await stressRows(StressRowsTask.parse({ runDir, runPath, data, provider, request })));
};
const severityOf = (corruption: string, severity: number) =>
  record.report?.corruptions.find(({ name }) => name === corruption)?.severities.find((one) => one.severity === severity);

describe('the rows behind a mark', () => {
  it('are those that the figures were counted on: the flips are as many', async () => {
    for (const corruption of ['missing', 'unit-larger']) {
      const { counts, meaning } = await page({ corruption, severity: 4 });
      const severity = severityOf(corruption, 4);
      expect(counts.all).toBe(200);
      expect(counts.flipped / 200).toBeCloseTo(severity?.flipRate.value ?? NaN, 12);
      expect(counts.changed).toBeGreaterThan(0);
      expect(meaning).toBe(severity?.meaning);
    }
  });

  it('stand beside what they were, with the changed cells marked', async () => {
    const { columns, rows, total } = await page({ corruption: 'unit-larger', severity: 5, kind: 'changed', limit: 500 });
    expect(columns.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(rows.length).toBe(total);
    for (const { before, after, changed, actual, answer, flipped } of rows) {
      expect(changed).toEqual([0, 1, 2].filter((i) => before[i] !== after[i]));
      expect(changed.length).toBeGreaterThan(0);
      expect(actual.after).toBe(actual.before);
      expect(flipped).toBe(answer.before.answer !== answer.after.answer);
      expect(answer.before.score).toBeCloseTo(1 / (1 + Math.exp(2 * (before[1] as number) - 4 * (before[0] as number))), 5);
    }
  });

  it('of one column change in that one alone, and come in pages', async () => {
    const all = await page({ corruption: 'missing', severity: 5, column: 'b', kind: 'changed', limit: 500 });
    expect(all.rows.every(({ changed, after }) => changed.join() === '1' && after[1] === null)).toBe(true);
    const second = await page({ corruption: 'missing', severity: 5, column: 'b', kind: 'changed', offset: 10, limit: 5 });
    expect(second.rows).toEqual(all.rows.slice(10, 15));
    expect(second.total).toBe(all.total);
    const flipped = await page({ corruption: 'missing', severity: 5, column: 'b', kind: 'flipped', limit: 500 });
    expect(flipped.rows.every((row) => row.flipped)).toBe(true);
    expect(flipped.total).toBe(all.counts.flipped);
  });

  it('are none of a column that the damage does not fit, or of a damage that there is not', async () => {
    await expect(page({ corruption: 'missing', severity: 1, column: 'label' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(page({ corruption: 'nothing', severity: 1 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
