import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, quoteText } from '../../../app/data/duckdb.ts';
import type { OpenTally } from '../../../app/runs/runTally.ts';
import { readRunRecord } from '../../../app/runs/runStore.ts';
import { validate } from '../../../app/runs/validate.ts';
import { threadTally } from '../../../main/worker/tallyThread.ts';
import { bundleEntry } from '../../support/bundleEntry.ts';
import { perColumn, regression } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from '../../app/runs/support/prepareRun.ts';

let program: string;
let openTally: OpenTally;
const roots: string[] = [];
beforeAll(async () => {
  program = await bundleEntry('main/worker/tally.ts');
  openTally = threadTally(pathToFileURL(program));
});
afterAll(async () => {
  for (const path of [program, ...roots]) await rm(path, { recursive: true, force: true });
});

type Wanted = Pick<Parameters<typeof prepareRun>[0], 'model' | 'sql' | 'roles'>;

const classes: Wanted = {
  model: perColumn(),
  sql: `SELECT (20 + i % 40)::FLOAT AS age, (i % 9)::BIGINT AS visits, ['berlin', 'paris', 'rome', NULL][i % 4 + 1] AS city,
               CASE WHEN i % 11 = 0 THEN 'perhaps' WHEN i % 3 = 0 THEN 'yes' ELSE 'no' END AS bought,
               TIMESTAMP '2024-01-01' + to_hours(i) AS at, 'row ' || i AS name
        FROM range(3000) t(i) ORDER BY i`,
  roles: { target: 'bought', time: 'at', id: 'name' },
};
const values: Wanted = {
  model: regression([1, 2], 0),
  sql: 'SELECT (i % 17)::DOUBLE AS f0, 1.0::DOUBLE AS f1, i % 19 + 3.0 AS y, 1 + i % 3 AS w FROM range(3000) t(i) ORDER BY i',
  roles: { target: 'y', weight: 'w' },
};

async function prepared(wanted: Wanted): Promise<PreparedRun> {
  const run = await prepareRun({ ...wanted, settings: { batch: 128 } });
  roots.push(run.root);
  return run;
}

async function predictions(path: string): Promise<object[]> {
  const database = await openDatabase();
  const connection = await database.connect();
  const rows = await connection.rows(`FROM read_parquet(${quoteText(path)})`);
  connection.close();
  database.close();
  return rows;
}

describe('the tally thread', () => {
  it.each([
    ['classes with unknown labels, times and ids', classes],
    ['values with weights', values],
  ])('gives the same figures and predictions as counting in turns: %s', async (_what, wanted) => {
    const [there, here] = [await prepared(wanted), await prepared(wanted)];
    const threaded = await validate(there.request, { openTally });
    const local = await validate(here.request, {});
    const figures = ({ model: _m, data: _d, timing: _t, ...rest }: typeof local): object => rest;
    expect(figures(threaded)).toEqual(figures(local));
    const rows = await predictions(there.folder.predictions);
    expect(rows).toHaveLength(3000);
    expect(rows).toEqual(await predictions(here.folder.predictions));
    expect((await readRunRecord(there.folder)).rows).toEqual((await readRunRecord(here.folder)).rows);
  });

  it('tells of the last rows before it evaluates', async () => {
    const run = await prepared(classes);
    const heard: number[] = [];
    await validate(run.request, { openTally, onPartial: ({ rows }) => heard.push(rows) });
    expect(heard.at(-1)).toBe(3000);
  });

  it('evaluates what was finished when a run is cancelled', async () => {
    const run = await prepared(classes);
    const stop = new AbortController();
    const report = await validate(run.request, {
      openTally,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done >= 512) stop.abort();
      },
    });
    expect(report.rows).toBe(512);
    expect(await predictions(run.folder.predictions)).toHaveLength(512);
  });

  it('hands on what went wrong there', async () => {
    const run = await prepared(classes);
    const openBroken: OpenTally = (request, onLive) =>
      openTally({ ...request, settings: { ...request.settings, window: 'x' } }, onLive);
    await expect(validate(run.request, { openTally: openBroken })).rejects.toThrow();
  });
});
