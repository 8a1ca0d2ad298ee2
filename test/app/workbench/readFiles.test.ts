import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ReadOptions } from '../../../app/api/schemas/datasets.ts';
import { cancelled } from '../../../app/base/errors.ts';
import type { TaskHooks, TaskRunner } from '../../../app/jobs/tasks.ts';
import { readFiles } from '../../../app/workbench/readFiles.ts';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'drydock-read-'));
});
afterEach(() => rm(cacheDir, { recursive: true }));

it('leaves nothing half-written of a reader that was ended, and may be ended soon', async () => {
  const given: TaskHooks[] = [];
  const endedWhileWriting: Pick<TaskRunner, 'run'> = {
    async run(_kind, input, hooks) {
      given.push(hooks);
      const { temporary } = input as { temporary: string };
      await mkdir(join(temporary, 'work'), { recursive: true });
      await writeFile(join(temporary, 'data.parquet'), 'PAR1');
      expect(await readdir(cacheDir)).toHaveLength(2);
      throw cancelled();
    },
  };
  await mkdir(join(cacheDir, 'read-before'));
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined, onPartial: () => undefined };
  const reading = readFiles(
    endedWhileWriting as TaskRunner,
    { paths: ['/data/wide.csv'], options: ReadOptions.parse({}), cacheDir },
    hooks,
  );
  await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await readdir(cacheDir)).toEqual(['read-before']);
  expect(given[0]?.graceMs).toBeLessThan(900);
});
