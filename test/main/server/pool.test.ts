import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { totalmem } from 'node:os';
import { rm } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAppError } from '../../../app/base/errors.ts';
import { Random } from '../../../app/base/random.ts';
import { encodeFrame } from '../../../main/server/frames.ts';
import { inferenceArgument, type InferenceTask } from '../../../main/server/inferenceProtocol.ts';
import { BatchPolicy } from '../../../main/server/pool/batchPolicy.ts';
import { sharedCores } from '../../../main/server/pool/cores.ts';
import { CostFit } from '../../../main/server/pool/costFit.ts';
import { FatalRequest, InferencePool, QueueFull, type AnsweredBatch } from '../../../main/server/pool/inferencePool.ts';
import { bundleEntry } from '../../support/bundleEntry.ts';

let entry: string;
beforeAll(async () => {
  entry = await bundleEntry(fileURLToPath(new URL('support/fakeInference.ts', import.meta.url)));
});
afterAll(() => rm(entry, { force: true }));

let pool: InferencePool | undefined;
afterEach(async () => {
  await pool?.stop();
  pool = undefined;
});

async function started(options: { workers?: number; maxRows?: number; maxQueue?: number; timeoutMs?: number } = {}): Promise<{
  pool: InferencePool;
  batches: AnsweredBatch[];
}> {
  const { workers = 2, maxRows = 64, maxQueue = 1000, timeoutMs = 20_000 } = options;
  const batches: AnsweredBatch[] = [];
  pool = new InferencePool({
    entry,
    start: { modelPath: '', threads: null, plan: null },
    workers,
    isolated: true,
    maxQueue,
    timeoutMs,
    batching: { maxRows, maxDelayMs: 0 },
    log: () => undefined,
    onBatch: (batch) => void batches.push(batch),
  });
  await pool.start();
  return { pool, batches };
}

function rows(...x: number[]): InferenceTask {
  const values = Float64Array.from(x);
  return { kind: 'rows', batch: { rowCount: x.length, numbers: { values, valid: null }, texts: null } };
}

const answerOf = async (to: InferencePool, ...x: number[]): Promise<number[]> => [
  ...((await to.submit(rows(...x))).predictions?.values ?? []),
];

describe('a pool of inference processes', () => {
  it('runs waiting requests together and gives each its own rows', async () => {
    const { pool: own, batches } = await started({ workers: 1 });
    const random = new Random(1);
    const requests = Array.from({ length: 300 }, () =>
      Array.from({ length: 1 + random.integer(4) }, () => Math.round(1000 * random.normal())).filter(
        (x) => x !== 13 && x !== 666,
      ),
    ).filter((x) => x.length > 0);
    const answers = await Promise.all(requests.map((x) => answerOf(own, ...x)));
    expect(answers).toEqual(requests.map((x) => x.map((one) => 2 * one)));
    expect(batches.length).toBeLessThan(requests.length / 2);
    expect(batches.reduce((sum, batch) => sum + batch.requests, 0)).toBe(requests.length);
    expect(Math.max(...batches.map((batch) => batch.rows))).toBeLessThanOrEqual(64);
  });

  it('finds the request that takes processes down, refuses it alone, and answers all others', async () => {
    const { pool: own } = await started();
    const x = Array.from({ length: 40 }, (_, i) => (i === 17 ? 666 : i + 1000));
    const answers = await Promise.allSettled(x.map((one) => answerOf(own, one)));
    const refused = answers.flatMap((answer, i) => (answer.status === 'rejected' ? [[i, answer.reason as unknown]] : []));
    expect(refused).toEqual([[17, expect.any(FatalRequest)]]);
    expect(answers.filter((_, i) => i !== 17)).toEqual(
      x.filter((one) => one !== 666).map((one) => ({ status: 'fulfilled', value: [2 * one] })),
    );
    expect(own.restarts).toBeGreaterThanOrEqual(2);
    expect(await answerOf(own, 5)).toEqual([10]);
  }, 30_000);

  it('gives an error to the request that it is about', async () => {
    const { pool: own } = await started({ workers: 1 });
    const x = [1, 2, 13, 4, 5, 6, 7, 13, 9];
    const answers = await Promise.allSettled(x.map((one) => answerOf(own, one)));
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value[0] : 'refused'))).toEqual([
      2,
      4,
      'refused',
      8,
      10,
      12,
      14,
      'refused',
      18,
    ]);
    expect(own.restarts).toBe(0);
  });

  it('runs the work of a killed process again', async () => {
    const { pool: own } = await started();
    const answers = Array.from({ length: 8 }, () => answerOf(own, -1, -1));
    await new Promise((resolve) => setTimeout(resolve, 60));
    for (const pid of own.pids) process.kill(pid, 'SIGKILL');
    expect(await Promise.all(answers)).toEqual(answers.map(() => [-2, -2]));
    expect(own.restarts).toBeGreaterThanOrEqual(1);
  }, 30_000);

  it.skipIf(totalmem() < 8 * 2 ** 30)('refuses what is too large to be handed over, and its process goes on', async () => {
    const { pool: own } = await started({ workers: 1, maxRows: 1 });
    // Their memory is not touched, and so not taken; the system must grant it all the same.
    const numbers = { values: new Float64Array(2 ** 29), valid: null };
    const task: InferenceTask = { kind: 'rows', batch: { rowCount: 2 ** 29, numbers, texts: null } };
    await expect(own.submit(task)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(await answerOf(own, 5)).toEqual([10]);
    expect(own.restarts).toBe(0);
  });

  it('leaves no process behind, though that is in the middle of its work', async () => {
    const child = spawn(process.execPath, [entry, inferenceArgument], { stdio: ['pipe', 'inherit', 'inherit', 'pipe'] });
    const ended = once(child, 'exit');
    const channel = child.stdio[3] as Duplex;
    channel.on('error', () => undefined);
    channel.write(encodeFrame({ type: 'task', id: 1, task: rows(1e9) }));
    await sleep(500);
    expect(child.exitCode).toBe(null);
    // As when the serving process is killed: the system closes its files.
    child.stdin!.destroy();
    expect(await Promise.race([ended, sleep(5000, 'still at work')])).toEqual([null, 'SIGKILL']);
  });

  it('refuses what would wait beyond the limit, and what takes too long', async () => {
    const { pool: own } = await started({ workers: 1, maxRows: 1, maxQueue: 2, timeoutMs: 400 });
    const slow = answerOf(own, ...Array.from({ length: 20 }, () => -1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const waiting = [answerOf(own, 1), answerOf(own, 2)];
    expect(() => own.submit(rows(3))).toThrow(QueueFull);
    const ended = await Promise.allSettled([slow, ...waiting]);
    expect(ended.map((one) => one.status === 'rejected' && isAppError(one.reason) && one.reason.code)).toEqual([
      'BUSY',
      'BUSY',
      'BUSY',
    ]);
    await expect.poll(() => own.ready).toBe(true);
    expect(await answerOf(own, 4)).toEqual([8]);
  });

  it('tries a model that cannot be loaded once', async () => {
    const broken = new InferencePool({
      entry,
      start: { modelPath: 'broken', threads: null, plan: null },
      workers: 4,
      isolated: true,
      maxQueue: 1,
      timeoutMs: 1000,
      batching: null,
      log: () => undefined,
      onBatch: () => undefined,
    });
    await expect(broken.start()).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    expect(broken.pids).toEqual([]);
    await broken.stop();
  });
});

describe('what a batch costs', () => {
  it('is a · rows + b by least squares, over the last 50, without the first two', () => {
    const fit = new CostFit();
    expect(fit.cost).toBeNull();
    fit.add(1, 900);
    fit.add(1, 800);
    const random = new Random(3);
    for (let i = 0; i < 30; i++) fit.add(1 + (i % 7), 500);
    for (let i = 0; i < 50; i++) {
      const rows = 1 + (i % 16);
      fit.add(rows, 0.25 * rows + 3 + 0.01 * random.normal());
    }
    expect(fit.cost?.a).toBeCloseTo(0.25, 2);
    expect(fit.cost?.b).toBeCloseTo(3, 1);
    expect(fit.largest).toBe(16);
  });

  it('is that of the batches that were not held up', () => {
    const fit = new CostFit();
    const random = new Random(5);
    for (let i = 0; i < 60; i++) {
      const rows = 1 + (i % 8);
      // Every seventh waits for something else.
      fit.add(rows, 0.05 * rows + 0.4 + 0.01 * Math.abs(random.normal()) + (i % 7 === 0 ? 20 : 0));
    }
    expect(fit.cost?.a).toBeCloseTo(0.05, 1);
    expect(fit.cost?.b).toBeCloseTo(0.4, 1);
  });

  it('is doubted by its standard error: the highest cost of a batch itself that the times allow is given beside it', () => {
    const fit = new CostFit();
    const rows = [1, 2, 3, 4, 6, 8, 8, 10];
    const ms = [0.9, 1.4, 1.1, 1.9, 2.2, 2.4, 3.1, 3];
    for (const [at, count] of [1, 1, ...rows].entries()) fit.add(count, [100, 100, ...ms][at]!);
    // scipy.stats.linregress: slope, intercept and intercept_stderr.
    const [slope, intercept, error] = [0.24217687074829933, 0.7285714285714284, 0.20191823854394486];
    expect(fit.cost?.a).toBeCloseTo(slope, 12);
    expect(fit.cost?.b).toBeCloseTo(intercept, 12);
    expect(fit.cautiousCost?.b).toBeCloseTo(intercept + 3 * error, 12);
    // It goes through the mean batch: 5.25 rows in 2 ms.
    const { a, b } = fit.cautiousCost!;
    expect(5.25 * a + b).toBeCloseTo(2, 12);
  });

  it('is not told from batches of one size, nor remembered once only such are left', () => {
    const learning = new CostFit();
    for (let i = 0; i < 10; i++) learning.add(1 + (i % 2), i % 2 === 0 ? 1 : 50);
    expect(learning.cost).not.toBeNull();
    for (let i = 0; i < 60; i++) learning.add(1, 1);
    expect(learning.cost).toBeNull();

    const fit = new CostFit();
    for (let i = 0; i < 20; i++) fit.add(4, 10);
    expect(fit.cost).toBeNull();
  });
});

/** A policy that has learnt these costs. */
function learnt(cost: { a: number; b: number }, limits: { maxRows?: number; maxDelayMs?: number } = {}): BatchPolicy {
  const policy = new BatchPolicy({ maxRows: 100, maxDelayMs: 0, ...limits });
  for (let i = 0; i < 52; i++) policy.fit.add(1 + (i % 50), cost.a * (1 + (i % 50)) + cost.b);
  return policy;
}
const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

describe('which requests run together', () => {
  it('are all that wait, up to the limit, where a batch costs more than its rows', () => {
    expect(learnt({ a: 0.001, b: 5 }).choose(ones(30), 1)).toBe(30);
    expect(learnt({ a: 0.001, b: 5 }, { maxRows: 10 }).choose(ones(30), 1)).toBe(10);
    expect(learnt({ a: 0.001, b: 5 }, { maxRows: 10 }).choose([25, 1], 1)).toBe(1);
    expect(learnt({ a: 0.001, b: 5 }).choose(ones(30), 3)).toBe(10);
  });

  it('are few where rows are what costs: those at the front would wait for those behind', () => {
    expect(learnt({ a: 200, b: 1 }).choose(ones(30), 1)).toBe(1);
  });

  it('are all where times are too noisy to tell: one by one, more requests would come than are answered', () => {
    const policy = new BatchPolicy({ maxRows: 100, maxDelayMs: 0 });
    const random = new Random(2);
    let isFree = 0;
    for (let time = 0; time < 400; time++) {
      const rows = 30 + random.integer(11);
      policy.fit.add(rows, 0.01 * rows + 0.3 + 2 * Math.abs(random.normal()));
      if (time < 50) continue;
      if (policy.fit.cost?.b === 0) isFree += 1;
      expect(policy.choose(ones(30), 1)).toBe(30);
    }
    // The line alone says of some of these moments that a batch costs nothing.
    expect(isFree).toBeGreaterThan(5);
  });

  it('are at most twice as many as were ever tried', () => {
    expect(new BatchPolicy({ maxRows: 100, maxDelayMs: 0 }).choose(ones(30), 1)).toBe(2);
  });
});

describe('waiting for more', () => {
  it('happens only where it is allowed, pays, and requests keep coming', () => {
    const never = learnt({ a: 0.01, b: 5 });
    const policy = learnt({ a: 0.01, b: 5 }, { maxDelayMs: 4 });
    for (const one of [never, policy]) for (let at = 0; at <= 40; at++) one.noteArrival(at / 2);
    const one = { requests: 1, rows: 1, oldestMs: 0 };
    expect(never.delay(one, 20)).toBe(0);
    expect(policy.delay(one, 20)).toBeGreaterThan(0);
    expect(policy.delay(one, 20)).toBeLessThanOrEqual(4);
    // As many wait as would come in the time that a batch takes: one more is not worth it.
    expect(policy.delay({ requests: 12, rows: 12, oldestMs: 0 }, 20)).toBe(0);
    expect(policy.delay({ requests: 1, rows: 1, oldestMs: 4 }, 20)).toBe(0);
    expect(policy.delay({ requests: 2, rows: 100, oldestMs: 0 }, 20)).toBe(0);
    expect(policy.delay(one, 200)).toBe(0);
  });

  it('never happens to a client that sends one request after the other', () => {
    const policy = learnt({ a: 0.01, b: 5 }, { maxDelayMs: 50 });
    // Each comes once the one before was answered: no sooner than a batch takes.
    for (let at = 0; at < 100; at++) {
      policy.noteArrival(6 * at);
      expect(policy.delay({ requests: 1, rows: 1, oldestMs: 0 }, 6 * at)).toBe(0);
    }
  });
});

describe('processes and threads', () => {
  it.each([
    [
      { workers: 0, threads: 0 },
      { usable: 1, isQuota: false },
      { workers: 1, threads: null },
    ],
    [
      { workers: 0, threads: 0 },
      { usable: 2, isQuota: false },
      { workers: 1, threads: null },
    ],
    [
      { workers: 0, threads: 0 },
      { usable: 1, isQuota: true },
      { workers: 1, threads: 1 },
    ],
    [
      { workers: 0, threads: 0 },
      { usable: 8, isQuota: false },
      { workers: 4, threads: 2 },
    ],
    [
      { workers: 0, threads: 0 },
      { usable: 64, isQuota: false },
      { workers: 4, threads: 16 },
    ],
    [
      { workers: 0, threads: 4 },
      { usable: 8, isQuota: false },
      { workers: 2, threads: 4 },
    ],
    [
      { workers: 3, threads: 1 },
      { usable: 2, isQuota: false },
      { workers: 3, threads: 1 },
    ],
    [
      { workers: 2, threads: 0 },
      { usable: 8, isQuota: false },
      { workers: 2, threads: 4 },
    ],
  ])('of %o on %o', (said, cores, shared) => {
    expect(sharedCores(said, cores)).toEqual(shared);
  });
});
