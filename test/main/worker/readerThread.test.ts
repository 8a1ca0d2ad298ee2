import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenReader } from '../../../app/runs/batchReader.ts';
import { validate } from '../../../app/runs/validate.ts';
import { threadReader } from '../../../main/worker/readerThread.ts';
import { bundleEntry } from '../../support/bundleEntry.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from '../../app/runs/support/prepareRun.ts';

let program: string;
let openReader: OpenReader;
const roots: string[] = [];
beforeAll(async () => {
  program = await bundleEntry('main/worker/reader.ts');
  openReader = threadReader(pathToFileURL(program));
});
afterAll(async () => {
  for (const path of [program, ...roots]) await rm(path, { recursive: true, force: true });
});

async function prepared(): Promise<PreparedRun> {
  const run = await prepareRun({
    model: perColumn(),
    sql: `SELECT (20 + i % 40)::FLOAT AS age, (i % 9)::BIGINT AS visits, ['berlin', 'paris', 'rome', NULL][i % 4 + 1] AS city,
                 CASE WHEN i % 11 = 0 THEN 'perhaps' WHEN i % 3 = 0 THEN 'yes' ELSE 'no' END AS bought
          FROM range(3000) t(i) ORDER BY i`,
    roles: { target: 'bought' },
    settings: { batch: 128 },
  });
  roots.push(run.root);
  return run;
}

describe('the reader thread', () => {
  it('gives the same run as reading in turns, text and missing values included', async () => {
    const threaded = await validate((await prepared()).request, { openReader });
    const local = await validate((await prepared()).request, {});
    const figures = ({ model: _m, data: _d, timing: _t, ...rest }: typeof local): object => rest;
    expect(figures(threaded)).toEqual(figures(local));
    expect(threaded.unknownLabels).toEqual([{ label: 'perhaps', count: 273 }]);
  });

  it('stops when the run is cancelled', async () => {
    const run = await prepared();
    const stop = new AbortController();
    const report = await validate(run.request, {
      openReader,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done >= 512) stop.abort();
      },
    });
    expect(report.rows).toBe(512);
  });

  it('hands on what reading threw', async () => {
    const run = await prepared();
    await rm(run.dataPath);
    const data = { ...run.request.data, columnar: [run.dataPath] };
    const request = { ...run.request, data, settings: { ...run.request.settings, batch: 100 } };
    await expect(validate(request, { openReader })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
