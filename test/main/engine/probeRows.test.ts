// Rows asked about one by one, and a graph looked at, through the workbench and real processes; some rows end them.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract, type WorkbenchContract } from '../../../app/api/contract.ts';
import { createMemoryPair } from '../../../app/api/memoryChannel.ts';
import type { Client } from '../../../app/api/procedure.ts';
import { connect, serve } from '../../../app/api/rpc.ts';
import type { JobRecord } from '../../../app/api/schemas/jobs.ts';
import type { LintReport } from '../../../app/api/schemas/lint.ts';
import { RowTests } from '../../../app/api/schemas/probe.ts';
import { createWorkbench, type Workbench } from '../../../app/workbench.ts';
import { afterCrash } from '../../../main/supervisor/afterCrash.ts';
import { spawnNode } from '../../../main/supervisor/spawnNode.ts';
import { createWorkerPool, type WorkerPool } from '../../../main/supervisor/workerPool.ts';
import { writeParquet } from '../../app/runs/support/prepareRun.ts';
import { bundleScript, repositoryRoot } from '../../support/bundleScript.ts';
import { logisticRegression, saveModel } from '../../support/tinyModels.ts';
import { memoryLog } from '../supervisor/memoryLog.ts';
import { deadly, endless } from '../worker/hardRows.ts';

let folder = '';
let pool: WorkerPool;
let workbench: Workbench;
let client: Client<WorkbenchContract>;
let project = '';
let slowProject = '';
const log = memoryLog();

async function finished(jobId: string): Promise<JobRecord> {
  for await (const { job } of client['jobs.follow']({ after: 0 })) if (job.id === jobId && job.endedAt !== null) return job;
  throw new Error('the stream of jobs ended');
}

/** Sixty rows, of which row 12 has a value that the runtime of these tests cannot stand. */
async function projectWith(name: string, hard: number): Promise<string> {
  const model = await saveModel(logisticRegression({ weights: [1, -2], bias: 0.03 }), `${name}.onnx`, folder);
  const data = join(folder, `${name}.parquet`);
  await writeParquet(
    data,
    `SELECT CASE i WHEN 11 THEN ${hard} ELSE i % 17 / 8.0 - 1 END::FLOAT AS f0,
       (i % 13 / 6.0 - 1)::FLOAT AS f1, (i * 7 % 3 > 0)::INTEGER AS label FROM range(60) t(i) ORDER BY i`,
  );
  const { project: dir } = await client['projects.create']({ name });
  await client['projects.setModel']({ project: dir, path: model });
  await finished((await client['projects.setData']({ project: dir, paths: [data], options: {} })).jobId);
  const view = await client['projects.get']({ project: dir });
  expect(view.check?.ready).toBe(true);
  await client['projects.setSettings']({ project: dir, settings: { ...view.settings, provider: 'cpu' } });
  return dir;
}

beforeAll(async () => {
  const script = await bundleScript('test/main/worker/hardWorker.ts');
  folder = await mkdtemp(join(tmpdir(), 'drydock-probe-'));
  pool = createWorkerPool({ spawn: spawnNode, script, log, afterCrash, spare: false, graceMs: 500 });
  workbench = createWorkbench({
    tasks: pool,
    folders: {
      projects: folder,
      config: join(folder, '.config'),
      cache: join(folder, '.cache'),
      examples: join(repositoryRoot, 'examples'),
    },
    version: '0.0.0-test',
    serverScript: '',
    log: (message, error) => log.write('workbench', message, error),
  });
  const [near, far] = createMemoryPair();
  serve(contract, workbench.handlers, far);
  client = connect(contract, near);

  project = await projectWith('deadly', deadly);
  slowProject = await projectWith('endless', endless);
});
afterAll(async () => {
  await workbench.close();
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

describe('what if', () => {
  it('is answered at once, again and again, by the same process', async () => {
    const first = await client['probe.predict']({ project, row: 3 });
    expect(first).toMatchObject({ row: 3, provider: 'cpu', isFlipped: false });
    const startedAt = performance.now();
    for (let k = 0; k < 20; k++) await client['probe.predict']({ project, row: 3, edits: { f0: k / 4 } });
    // Whole round trips, the contract and the process between them included: the first one took the start.
    expect((performance.now() - startedAt) / 20).toBeLessThan(250);
  });

  it('a row that ends the runtime costs that question alone, and it says so', async () => {
    await expect(client['probe.predict']({ project, row: 12 })).rejects.toMatchObject({
      code: 'ENGINE_CRASHED',
      message: expect.stringContaining('SIGABRT') as string,
    });
    expect(await client['probe.predict']({ project, row: 11 })).toMatchObject({ row: 11 });
    await expect(client['probe.predict']({ project, row: 11, edits: { f0: deadly } })).rejects.toMatchObject({
      code: 'ENGINE_CRASHED',
    });
  });

  it('a row that holds the runtime up is let go of when the person does not wait', async () => {
    const controller = new AbortController();
    const asked = client['probe.predict']({ project: slowProject, row: 12 }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await client['probe.predict']({ project, row: 1 })).toMatchObject({ row: 1 });
  });
});

describe('the smallest change', () => {
  it('goes around an edit that ends the runtime, and tells of it', async () => {
    // The largest value of f0 is one of the edits that are tried.
    const found = await client['probe.flip']({ project, row: 1, columns: ['f0'], most: 1, budgetSeconds: 60 });
    expect(found.fatal.map(({ column, to }) => [column, to])).toEqual([['f0', deadly]]);
    expect(found).toMatchObject({ isExact: true, tried: { singles: found.singles - 1 } });
  }, 120_000);

  it('an edit that does not come back is let go of when time is up', async () => {
    const asked = client['probe.flip']({ project: slowProject, row: 1, columns: ['f0'], most: 1, budgetSeconds: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'BUSY' });
    expect(await client['probe.predict']({ project, row: 2 })).toMatchObject({ row: 2 });
  }, 120_000);
});

describe('tests of rows', () => {
  it('are written with the answers they must get, grow, and are replayed', async () => {
    const flip = { project, row: 1, edits: { f0: 2 }, expect: 'unchanged' as const };
    const first = await client['probe.saveTest'](flip);
    expect(first.tests).toBe(2);
    const { path, tests } = await client['probe.saveTest']({ ...flip, row: 2, expect: 'now' });
    expect(tests).toBe(4);
    expect((await client['probe.saveTest']({ ...flip, row: 2, expect: 'now' })).tests).toBe(4);
    const file = RowTests.parse(JSON.parse(await readFile(path, 'utf8')));
    expect(file.tests[0]).toMatchObject({ name: 'row 1 as it is', row: { f0: -1, f1: -1 } });
    const replayed = await client['probe.replay']({ project, path });
    // Row 1 flips with f0 = 2, and the test says that it must not.
    const before = await client['probe.predict']({ project, row: 1, edits: { f0: 2 } });
    expect(replayed.checks.map(({ ok }) => ok)).toEqual([true, !before.isFlipped, true, true]);
    expect(replayed.ok).toBe(!before.isFlipped);
    await expect(client['probe.replay']({ project, path: join(folder, 'deadly.parquet') })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(client['probe.replay']({ project, path: join(folder, 'nothing.json') })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a graph is looked at in a job', () => {
  it('rows that end the runtime are told first, and nothing is said of what could not be looked at', async () => {
    const { jobId } = await client['models.lint']({ project, settings: { providers: [], rows: 60 } });
    const job = await finished(jobId);
    expect(job.state).toBe('done');
    const report = job.result as LintReport;
    const [first, ...others] = report.checks;
    expect(first).toMatchObject({ id: 'rows', state: 'crashed', findings: [{ severity: 'fail' }] });
    expect(new Set(others.map(({ state }) => state))).toEqual(new Set(['skipped']));
    expect(report).toMatchObject({ ok: false, counts: { fail: 1, warn: 0, info: 0 } });
    const kept = await client['models.lintReport']({ project });
    expect(kept).toEqual({ report, isCurrent: true });
  }, 120_000);

  it('a sample without such rows is looked at in full', async () => {
    const { jobId } = await client['models.lint']({ project, settings: { providers: [], rows: 20, seed: 2 } });
    const report = (await finished(jobId)).result as LintReport;
    const states = Object.fromEntries(report.checks.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ rows: 'done', 'not-numbers': 'done', 'batch-size': 'done', repeat: 'done' });
    expect(report.rows).toBe(20);
  }, 120_000);
});

it('what is not there yet is told', async () => {
  const { project: empty } = await client['projects.create']({ name: 'Empty' });
  await expect(client['probe.predict']({ project: empty, row: 1 })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(client['models.lint']({ project: empty })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await client['models.lintReport']({ project: empty })).toEqual({ report: null, isCurrent: false });
});
