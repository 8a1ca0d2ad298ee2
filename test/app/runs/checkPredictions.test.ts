import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { evaluateRun } from '../../../app/runs/evaluateRun.ts';
import { validate } from '../../../app/runs/validate.ts';
import { regression } from '../../support/tinyModels.ts';
import { prepareRun } from './support/prepareRun.ts';

const run = await prepareRun({
  model: regression([1, 2], 0),
  sql: 'SELECT i::DOUBLE AS f0, 1.0::DOUBLE AS f1, i + 3.0 AS y FROM range(40) t(i) ORDER BY i',
  roles: { target: 'y' },
});
await validate(run.request, {});
afterAll(() => rm(run.root, { recursive: true, force: true }));

it('predictions that are cut off or gone are named', async () => {
  const { predictions, dir } = run.folder;
  const look = (): Promise<unknown> => evaluateRun({ runDir: dir, data: null }, { filters: [] });
  const whole = await readFile(predictions);
  for (const length of [0, 8, whole.length - 1]) {
    await writeFile(predictions, whole.subarray(0, length));
    await expect(look()).rejects.toMatchObject({ code: 'FILE_UNREADABLE', where: { path: predictions } });
  }
  await rm(predictions);
  await expect(look()).rejects.toMatchObject({ code: 'NOT_FOUND', where: { path: predictions } });
});
