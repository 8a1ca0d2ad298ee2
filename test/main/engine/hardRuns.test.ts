// Runs that native code ends or holds up, through the very pieces that the engine and the command line are made of.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contract, type WorkbenchContract } from '../../../app/api/contract.ts';
import { createMemoryPair } from '../../../app/api/memoryChannel.ts';
import type { Client } from '../../../app/api/procedure.ts';
import { connect, serve } from '../../../app/api/rpc.ts';
import type { JobRecord } from '../../../app/api/schemas/jobs.ts';
import { readInflight } from '../../../app/runs/inflight.ts';
import { folderOfRun } from '../../../app/runs/runFolder.ts';
import { createWorkbench, type Workbench } from '../../../app/workbench.ts';
import { afterCrash } from '../../../main/supervisor/afterCrash.ts';
import { spawnNode } from '../../../main/supervisor/spawnNode.ts';
import { createWorkerPool, type WorkerPool } from '../../../main/supervisor/workerPool.ts';
import { query, writeParquet } from '../../app/runs/support/prepareRun.ts';
import { bundleScript, repositoryRoot } from '../../support/bundleScript.ts';
import { logisticRegression, saveModel } from '../../support/tinyModels.ts';
import { memoryLog } from '../supervisor/memoryLog.ts';
import { deadly, endless, slow } from '../worker/hardRows.ts';

let script = '';
let folder = '';
let pool: WorkerPool;
let workbench: Workbench;
let client: Client<WorkbenchContract>;
const log = memoryLog();

beforeAll(async () => {
  script = await bundleScript('test/main/worker/hardWorker.ts');
  folder = await mkdtemp(join(tmpdir(), 'drydock-hard-'));
  pool = createWorkerPool({ spawn: spawnNode, script, log, afterCrash, spare: false });
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
});
afterAll(async () => {
  await workbench.close();
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function finished(jobId: string): Promise<JobRecord> {
  for await (const { job } of client['jobs.follow']({ after: 0 })) if (job.id === jobId && job.endedAt !== null) return job;
  throw new Error('the stream of jobs ended');
}

let number = 0;
/** A project of `rows` rows, some of them (1-based) with a value that the runtime of these tests cannot stand. */
async function project(rows: number, hard: { rows: number[]; value: number }, batch: number): Promise<string> {
  const given = join(folder, `given-${String(++number)}`);
  const model = await saveModel(logisticRegression({ weights: [1, -2], bias: 0.03 }), `model-${String(number)}.onnx`, folder);
  const data = `${given}.parquet`;
  await writeParquet(
    data,
    `SELECT CASE WHEN i + 1 IN (${hard.rows.join(', ')}) THEN ${String(hard.value)} ELSE (i % 17 / 8.0 - 1) END::FLOAT AS f0,
       (i % 13 / 6.0 - 1)::FLOAT AS f1, (i * 7 % 3 > 0)::INTEGER AS label FROM range(${String(rows)}) t(i) ORDER BY i`,
  );
  const { project: dir } = await client['projects.create']({ name: `Hard ${String(number)}` });
  await client['projects.setModel']({ project: dir, path: model });
  await finished((await client['projects.setData']({ project: dir, paths: [data], options: {} })).jobId);
  const { settings, mapping, check } = await client['projects.get']({ project: dir });
  expect(mapping?.columns.find(({ role }) => role === 'target')?.name).toBe('label');
  expect(check?.ready).toBe(true);
  await client['projects.setSettings']({ project: dir, settings: { ...settings, batch, provider: 'cpu' } });
  return dir;
}

describe('rows that end native code', () => {
  it('are found and left out, the rest goes on, and the run says which they were', async () => {
    const rows = [700, 701, 1900];
    const dir = await project(2000, { rows, value: deadly }, 512);
    const { jobId, runId } = await client['runs.start']({ project: dir });
    expect(await finished(jobId)).toMatchObject({ state: 'done', result: { runId } });
    const { record, report } = await client['runs.get']({ project: dir, runId });
    expect(record).toMatchObject({
      state: 'complete',
      fatalRows: rows,
      rows: { total: 2000, done: 2000, withoutPrediction: rows.length },
    });
    expect(report?.warnings.find(({ code }) => code === 'fatal-rows')).toMatchObject({ count: rows.length });
    expect(report?.metrics.accuracy?.value).toBeGreaterThan(0);
    const { predictions } = folderOfRun(dir, runId);
    expect(await query(`SELECT row::INTEGER AS row FROM '${predictions}' WHERE predicted IS NULL ORDER BY row`)).toEqual(
      rows.map((row) => ({ row })),
    );
  });

  it('fail the run when they are too many; what was finished is kept, with the rows found so far', async () => {
    const rows = Array.from({ length: 21 }, (_, index) => index + 11);
    // One row at a time: each is found at its first crash.
    const dir = await project(60, { rows, value: deadly }, 1);
    const { jobId, runId } = await client['runs.start']({ project: dir });
    const job = await finished(jobId);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'ENGINE_CRASHED' } });
    expect(job.error?.message).toContain('SIGABRT');
    expect(job.error?.message).toContain('more than 20 rows');
    const { record, report } = await client['runs.get']({ project: dir, runId });
    expect(record).toMatchObject({ state: 'partial', fatalRows: rows.slice(0, 20), rows: { total: 60, done: 30 } });
    expect(report?.warnings.find(({ code }) => code === 'fatal-rows')).toMatchObject({ count: 20 });
  }, 180_000);
});

describe('a cancelled run', () => {
  /** Starts a run of batches of 500, waits until the third is inside the runtime, and cancels. */
  const cancelInThirdBatch = async (dir: string): Promise<{ jobId: string; runId: string; stages: Set<string> }> => {
    const { jobId, runId } = await client['runs.start']({ project: dir });
    const { inflight } = folderOfRun(dir, runId);
    await vi.waitFor(() => expect(readInflight(inflight)?.from).toBeGreaterThanOrEqual(1000), { timeout: 60_000, interval: 20 });
    expect(await client['jobs.cancel']({ jobId })).toMatchObject({ state: 'running', cancelling: true });
    const stages = new Set<string>();
    for await (const { job } of client['jobs.follow']({ after: 0 })) {
      if (job.id !== jobId) continue;
      stages.add(job.progress.stage);
      if (job.endedAt !== null) break;
      expect(job.cancelling).toBe(true);
    }
    expect(await finished(jobId)).toMatchObject({ state: 'cancelled', cancelling: false, result: { runId } });
    return { jobId, runId, stages };
  };

  it('keeps its finished rows, with figures that its own process computed', async () => {
    const dir = await project(40_000, { rows: Array.from({ length: 80 }, (_, index) => index * 500 + 1), value: slow }, 500);
    const { runId, stages } = await cancelInThirdBatch(dir);
    expect([...stages].at(-1)).toBe('finishing…');
    const { record, report } = await client['runs.get']({ project: dir, runId });
    expect(record).toMatchObject({ state: 'partial', stateReason: 'cancelled' });
    expect(record.rows.done).toBeGreaterThanOrEqual(1000);
    expect(record.rows.done).toBeLessThan(40_000);
    expect(report).toMatchObject({ rows: record.rows.done, labelled: record.rows.done });
    expect(report?.timing.totalMs).toBeGreaterThan(0);
  }, 120_000);

  it('keeps them, and gets its figures, even when its process had to be killed', async () => {
    const dir = await project(2000, { rows: [1200], value: endless }, 500);
    const { runId, stages } = await cancelInThirdBatch(dir);
    expect([...stages].at(-1)).toBe('finishing…');
    const { record, report } = await client['runs.get']({ project: dir, runId });
    expect(record).toMatchObject({ state: 'partial', stateReason: 'cancelled', rows: { total: 2000, done: 1000 } });
    expect(report).toMatchObject({ rows: 1000, labelled: 1000 });
    expect(report?.metrics.accuracy?.value).toBeGreaterThan(0);
    // Nobody was left who could have measured it.
    expect(report?.timing.totalMs).toBe(0);
  }, 120_000);
});
