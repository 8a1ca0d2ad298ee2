// A model that throws for some rows and not for others.
import { rm } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { validate } from '../../../app/runs/validate.ts';
import { failsOutOfRange } from '../../support/tinyModels.ts';
import { prepareRun } from './support/prepareRun.ts';

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
});

async function refusal(bad: string, batch: number): Promise<unknown> {
  const run = await prepareRun({
    model: failsOutOfRange(),
    sql: `SELECT (CASE WHEN ${bad} THEN 9 ELSE i % 4 END)::FLOAT AS x, 1.0 AS label FROM range(1000) t(i) ORDER BY i`,
    roles: { target: 'label' },
    settings: { batch },
  });
  roots.push(run.root);
  return validate(run.request, {}).catch((error: unknown) => error);
}

it.each([1, 7, 64, 1000])('the first such row is named, with batches of %i', async (batch) => {
  expect(await refusal('i IN (706, 801)', batch)).toMatchObject({
    code: 'DATA_MISMATCH',
    where: { row: 707 },
  });
});

it('a model that takes no row at all is not blamed on one', async () => {
  const error = (await refusal('true', 64)) as { message: string; where?: { row?: number } };
  expect(error.message).not.toContain('first row');
  expect(error.where?.row).toBeUndefined();
});
