import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { AppError } from '../../../app/base/errors.ts';
import { openSession } from '../../../app/inference/runtime.ts';
import { readRunRecord } from '../../../app/runs/runStore.ts';
import { openLocalTally, type OpenTally } from '../../../app/runs/runTally.ts';
import { validate } from '../../../app/runs/validate.ts';
import { regression } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from './support/prepareRun.ts';

const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

async function prepared(): Promise<PreparedRun> {
  const run = await prepareRun({
    model: regression([1, 2], 0),
    sql: 'SELECT i::DOUBLE AS f0, 1.0::DOUBLE AS f1, i + 3.0 AS y FROM range(400) t(i) ORDER BY i',
    roles: { target: 'y' },
    settings: { batch: 100 },
  });
  roots.push(run.root);
  return run;
}

const full = (): AppError => new AppError('STORAGE_FULL', 'The disk is full.', { hint: 'Free some space.' });
/** Counts the rows, and finds no room for what comes of them. */
const fullAtTheEnd: OpenTally = (...about) => ({ ...openLocalTally(...about), finish: () => Promise.reject(full()) });

it('a full disk that lets nothing be finished is not kept full by staged rows', async () => {
  const run = await prepared();
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
          throw full();
        },
      };
    },
  };
  await expect(validate(run.request, context)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect(await readdir(run.folder.dir)).toEqual(['run.json']);
  expect(await readRunRecord(run.folder)).toMatchObject({ state: 'failed', stateReason: 'The disk is full.' });
});

it('a disk that is full when every row is done leaves the record with the reason, and nothing else', async () => {
  const run = await prepared();
  await expect(validate(run.request, { openTally: fullAtTheEnd })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect(await readdir(run.folder.dir)).toEqual(['run.json']);
  expect(await readRunRecord(run.folder)).toMatchObject({ state: 'failed', stateReason: 'The disk is full.' });
});

it('a cancelled run whose rows find no room tells of the disk', async () => {
  const run = await prepared();
  const stop = new AbortController();
  const context = {
    openTally: fullAtTheEnd,
    signal: stop.signal,
    onProgress: ({ done }: { done: number }) => {
      if (done >= 200) stop.abort();
    },
  };
  await expect(validate(run.request, context)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect(await readdir(run.folder.dir)).toEqual(['run.json']);
  expect(await readRunRecord(run.folder)).toMatchObject({ state: 'failed', stateReason: 'The disk is full.' });
});
