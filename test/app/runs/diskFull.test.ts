import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { AppError } from '../../../app/base/errors.ts';
import { openSession } from '../../../app/inference/runtime.ts';
import { readRunRecord } from '../../../app/runs/runStore.ts';
import { validate } from '../../../app/runs/validate.ts';
import { regression } from '../../support/tinyModels.ts';
import { prepareRun } from './support/prepareRun.ts';

const run = await prepareRun({
  model: regression([1, 2], 0),
  sql: 'SELECT i::DOUBLE AS f0, 1.0::DOUBLE AS f1, i + 3.0 AS y FROM range(400) t(i) ORDER BY i',
  roles: { target: 'y' },
  settings: { batch: 100 },
});
afterAll(() => rm(run.root, { recursive: true, force: true }));

it('a full disk that lets nothing be finished is not kept full by staged rows', async () => {
  const context = {
    openSession: async (...args: Parameters<typeof openSession>): ReturnType<typeof openSession> => {
      const session = await openSession(...args);
      return {
        ...session,
        run: async (...given: Parameters<typeof session.run>) => {
          if (!Object.values(given[0]).some(({ data }) => data instanceof Float32Array && data.includes(351)))
            return session.run(...given);
          // Where the predictions would go, nothing can be written any more.
          await mkdir(run.folder.predictions, { recursive: true });
          await writeFile(join(run.folder.predictions, 'in the way'), '');
          throw new AppError('STORAGE_FULL', 'The disk is full.', { hint: 'Free some space.' });
        },
      };
    },
  };
  await expect(validate(run.request, context)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect(await readdir(run.folder.dir)).toEqual(['run.json']);
  expect(await readRunRecord(run.folder)).toMatchObject({ state: 'failed', stateReason: 'The disk is full.' });
});
