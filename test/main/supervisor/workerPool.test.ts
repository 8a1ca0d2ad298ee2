// Real worker processes that really die.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskHooks } from '../../../app/jobs/tasks.ts';
import type { ProgressReport } from '../../../app/jobs/progressMeter.ts';
import { type AfterCrash, createWorkerPool, type WorkerPool } from '../../../main/supervisor/workerPool.ts';
import { spawnNode } from '../../../main/supervisor/spawnNode.ts';
import { bundleScript } from '../../support/bundleScript.ts';
import { memoryLog } from './memoryLog.ts';

let script = '';
beforeAll(async () => {
  script = await bundleScript('test/main/worker/testWorker.ts');
});

const hooks = (overrides: Partial<TaskHooks> = {}): TaskHooks => ({
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onPartial: () => undefined,
  ...overrides,
});

/** Cancels as soon as the task says that it is under way. */
function cancelWhenStarted(): TaskHooks {
  const controller = new AbortController();
  return hooks({ signal: controller.signal, onProgress: () => controller.abort() });
}

describe('the worker pool', () => {
  let pool: WorkerPool;
  let log: ReturnType<typeof memoryLog>;
  const open = (options: { graceMs?: number; spare?: boolean; afterCrash?: AfterCrash } = {}): void => {
    pool = createWorkerPool({ spawn: spawnNode, script, log, spare: false, graceMs: 10_000, ...options });
  };
  beforeEach(() => {
    log = memoryLog();
  });
  afterEach(() => pool.close());

  it('runs a task and returns its result', async () => {
    open();
    expect(await pool.run('add', { a: 2, b: 3 }, hooks())).toBe(5);
  });

  it('passes progress and partial figures on, the last ones always', async () => {
    open();
    const progress: ProgressReport[] = [];
    const partial: unknown[] = [];
    const given = hooks({ onProgress: (p) => void progress.push(p), onPartial: (p) => void partial.push(p) });
    expect(await pool.run('steps', { to: 5000 }, given)).toBe('counted');
    expect(progress.at(-1)).toMatchObject({ done: 5000, total: 5000 });
    expect(progress.length).toBeLessThan(500);
    expect(partial).toEqual([{ rows: 5000 }]);
  });

  it('rejects bad input and unknown tasks', async () => {
    open();
    await expect(pool.run('add', { a: 'x' }, hooks())).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(pool.run('constructor', {}, hooks())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('carries typed errors over and masks unknown ones, whose text goes to the log', async () => {
    open();
    await expect(pool.run('refuse', {}, hooks())).rejects.toMatchObject({ code: 'DATA_INVALID', where: { row: 7 } });
    const error = (await pool.run('fault', {}, hooks()).catch((reason: unknown) => reason)) as Error;
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(error.message).not.toContain('secret');
    expect(log.text()).toContain('secret detail');
  });

  it.each([
    ['abort', {}, 'SIGABRT'],
    ['signal', { signal: 'SIGSEGV' }, 'SIGSEGV'],
    ['signal', { signal: 'SIGKILL' }, 'memory ran out'],
    ['exit', { code: 3 }, 'exit code 3'],
    ['memory', {}, 'memory ran out'],
  ])('turns the death of a worker (%s %j) into ENGINE_CRASHED that says how', async (kind, input, how) => {
    open();
    await expect(pool.run(kind, input, hooks())).rejects.toMatchObject({
      code: 'ENGINE_CRASHED',
      message: expect.stringContaining(how) as string,
    });
    expect(await pool.run('add', { a: 1, b: 1 }, hooks())).toBe(2);
  });

  it('ends one task without touching another', async () => {
    open();
    const dying = pool.run('abort', {}, hooks()).catch((error: unknown) => error);
    const living = pool.run('steps', { to: 10 }, hooks());
    expect(await dying).toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(await living).toBe('counted');
  });

  it('takes a cancel to the task', async () => {
    open();
    await expect(pool.run('untilCancelled', {}, cancelWhenStarted())).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('returns what cancelled work kept', async () => {
    open();
    expect(await pool.run('keepOnCancel', {}, cancelWhenStarted())).toEqual({ kept: 3 });
  });

  it('leaves a cancelled task to its work while it says that it is finishing', async () => {
    open({ graceMs: 2_000 });
    expect(await pool.run('finishLong', { ms: 4_000 }, cancelWhenStarted())).toEqual({ kept: 3 });
  });

  it('kills a task that does not hear the cancel', async () => {
    open({ graceMs: 200 });
    await expect(pool.run('deaf', {}, cancelWhenStarted())).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('kills a task that keeps nothing as soon as its caller says', async () => {
    open({ graceMs: 600_000 });
    await expect(pool.run('deaf', {}, { ...cancelWhenStarted(), graceMs: 200 })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('does not start what is cancelled already', async () => {
    open();
    await expect(pool.run('abort', {}, hooks({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('runs a task again with other input after a crash, as often as it is told', async () => {
    const given: number[] = [];
    open({
      afterCrash: async (_kind, input) => {
        const fatal = (input as { fatal: number[] }).fatal;
        const next = fatal.find((row) => !given.includes(row));
        if (next === undefined) return null;
        given.push(next);
        return { input: { fatal, given: [...given] } };
      },
    });
    expect(await pool.run('rows', { fatal: [5, 9], given: [] }, hooks())).toEqual([5, 9]);
  });

  it('runs every task in a fresh process, with a spare one kept ready', async () => {
    open({ spare: true });
    const first = await pool.run('pid', {}, hooks());
    const second = await pool.run('pid', {}, hooks());
    const third = await pool.run('pid', {}, hooks());
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it('gives workers a minimal environment @security', async () => {
    process.env['NODE_OPTIONS_TEST_SECRET'] = 'x';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'x';
    try {
      open();
      const names = (await pool.run('environment', {}, hooks())) as string[];
      expect(names).toContain('PATH');
      expect(names.filter((name) => /SECRET|NODE_OPTIONS|LD_PRELOAD|DYLD/.test(name))).toEqual([]);
    } finally {
      delete process.env['NODE_OPTIONS_TEST_SECRET'];
      delete process.env['AWS_SECRET_ACCESS_KEY'];
    }
  });

  it('cancels what runs when it is closed', async () => {
    open({ spare: true });
    let started!: () => void;
    const underWay = new Promise<void>((resolve) => (started = resolve));
    const running = pool.run('untilCancelled', {}, hooks({ onProgress: () => started() })).catch((error: unknown) => error);
    await underWay;
    await pool.close();
    expect(await running).toMatchObject({ code: 'CANCELLED' });
    await expect(pool.run('add', { a: 1, b: 1 }, hooks())).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
