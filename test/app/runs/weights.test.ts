import { rm } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { validate } from '../../../app/runs/validate.ts';
import { regression } from '../../support/tinyModels.ts';
import { prepareRun } from './support/prepareRun.ts';

const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

async function codes(weight: string): Promise<unknown[]> {
  const run = await prepareRun({
    model: regression([1, 2], 0),
    sql: `SELECT i::DOUBLE AS f0, 1.0::DOUBLE AS f1, i + 3.0 AS y, ${weight} AS w FROM range(40) t(i) ORDER BY i`,
    roles: { target: 'y', weight: 'w' },
  });
  roots.push(run.root);
  const { warnings } = await validate(run.request, {});
  return warnings.filter(({ code }) => code.endsWith('-weight')).map(({ code, count }) => [code, count]);
}

it('says how many rows count for nothing because their weight is missing', async () => {
  expect(await codes('CASE WHEN i % 4 = 0 THEN NULL ELSE 2.0::DOUBLE END')).toEqual([['rows-without-weight', 10]]);
});

it('says that weights of zero leave nothing to compute', async () => {
  expect(await codes('0.0::DOUBLE')).toEqual([['no-weight', 40]]);
});

it('has nothing to say about whole weights', async () => {
  expect(await codes('1.5::DOUBLE')).toEqual([]);
});
