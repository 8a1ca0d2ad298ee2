// A model that throws for some rows and not for others.
import { rm } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { runFolder } from '../../../app/runs/runFolder.ts';
import { readRunRecord } from '../../../app/runs/runStore.ts';
import { validate } from '../../../app/runs/validate.ts';
import { failsOutOfRange } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from './support/prepareRun.ts';

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
});

async function outcome(bad: string, batch: number, rows = 1000): Promise<{ run: PreparedRun; said: unknown }> {
  const run = await prepareRun({
    model: failsOutOfRange(),
    sql: `SELECT (CASE WHEN ${bad} THEN 9 ELSE i % 4 END)::FLOAT AS x, 1.0 AS label FROM range(${rows}) t(i) ORDER BY i`,
    roles: { target: 'label' },
    settings: { batch },
  });
  roots.push(run.root);
  return { run, said: await validate(run.request, {}).catch((error: unknown) => error) };
}

it.each([1, 7, 64, 1000])('such rows get no prediction and the rest goes on, with batches of %i', async (batch) => {
  const { run, said } = await outcome('i IN (706, 801)', batch);
  const [warning] = (said as RunReport).warnings.filter(({ code }) => code === 'refused-rows');
  expect(warning).toMatchObject({ count: 2 });
  expect(warning?.message).toContain('2 rows got no prediction: the model does not take them (row 707, 802): ');
  const record = await readRunRecord(runFolder(run.request.runDir));
  expect(record).toMatchObject({
    state: 'complete',
    rows: { done: 1000, withoutPrediction: 2 },
    refusedRows: [707, 802],
    fatalRows: [],
  });
});

it('the first of all rows may be such a one', async () => {
  const { run } = await outcome('i = 0', 64);
  expect(await readRunRecord(runFolder(run.request.runDir))).toMatchObject({ rows: { withoutPrediction: 1 }, refusedRows: [1] });
});

it('more than a thousand of them are no exceptions: the first is named', async () => {
  const { said } = await outcome('i >= 706', 1000, 2000);
  expect(said).toMatchObject({ code: 'DATA_MISMATCH', where: { row: 707 } });
  expect((said as Error).message).toContain('The first row it does not take is row 707, and there are more than 1,000.');
});

it('a model that takes no row at all is not blamed on one', async () => {
  const error = (await outcome('true', 64)).said as { message: string; where?: { row?: number } };
  expect(error.message).not.toContain('first row');
  expect(error.where?.row).toBeUndefined();
});
