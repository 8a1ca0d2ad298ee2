// Real processes that answer questions, stay, and really die.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AskHooks } from '../../../app/jobs/tasks.ts';
import { createWorkerPool, type WorkerPool } from '../../../main/supervisor/workerPool.ts';
import { spawnNode } from '../../../main/supervisor/spawnNode.ts';
import { bundleScript } from '../../support/bundleScript.ts';
import { memoryLog } from './memoryLog.ts';

let script = '';
beforeAll(async () => {
  script = await bundleScript('test/main/worker/testWorker.ts');
});

const hooks = (overrides: Partial<AskHooks> = {}): AskHooks => ({
  signal: new AbortController().signal,
  onNote: () => undefined,
  ...overrides,
});

describe('the process that answers questions', () => {
  let pool: WorkerPool;
  let log: ReturnType<typeof memoryLog>;
  let started = 0;
  const open = (options: { graceMs?: number; idleMs?: number } = {}): void => {
    started = 0;
    const spawn: typeof spawnNode = (...given) => {
      started++;
      return spawnNode(...given);
    };
    pool = createWorkerPool({ spawn, script, log, spare: false, graceMs: 10_000, ...options });
  };
  beforeEach(() => {
    log = memoryLog();
  });
  afterEach(() => pool.close());

  it('is started by the first question, keeps its state and answers the next ones too', async () => {
    open();
    expect(started).toBe(0);
    expect(await pool.ask('add', { a: 2, b: 3 }, hooks())).toBe(5);
    const [one, two] = [await pool.ask('count', {}, hooks()), await pool.ask('count', {}, hooks())];
    expect([one, two]).toEqual([1, 2]);
    expect(await pool.ask('pid', {}, hooks())).toBe(await pool.ask('pid', {}, hooks()));
    expect(started).toBe(1);
  });

  it('a quick question does not wait for a slow one', async () => {
    open();
    const slow = pool.ask('wait', { ms: 5_000 }, hooks());
    expect(await pool.ask('add', { a: 1, b: 1 }, hooks())).toBe(2);
    await expect(Promise.race([slow, Promise.resolve('not yet')])).resolves.toBe('not yet');
  });

  it('refuses bad input and unknown questions, carries typed errors, masks unknown ones', async () => {
    open();
    await expect(pool.ask('add', { a: 'x' }, hooks())).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(pool.ask('constructor', {}, hooks())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(pool.ask('refuse', {}, hooks())).rejects.toMatchObject({ code: 'DATA_INVALID', where: { row: 7 } });
    const error = (await pool.ask('fault', {}, hooks()).catch((reason: unknown) => reason)) as Error;
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(error.message).not.toContain('secret');
    expect(log.text()).toContain('secret detail');
    expect(started).toBe(1);
  });

  it('ends by itself when nobody asks, and starts anew for the next question', async () => {
    open({ idleMs: 50 });
    const first = (await pool.ask('pid', {}, hooks())) as number;
    await vi.waitFor(() => expect(() => process.kill(first, 0)).toThrow(), { timeout: 10_000 });
    expect(await pool.ask('pid', {}, hooks())).not.toBe(first);
    expect(started).toBe(2);
  });

  it('dies for the one question that ends it: that one says so, and the next is answered', async () => {
    open();
    expect(await pool.ask('count', {}, hooks())).toBe(1);
    await expect(pool.ask('abort', {}, hooks())).rejects.toMatchObject({
      code: 'ENGINE_CRASHED',
      message: expect.stringContaining('SIGABRT') as string,
    });
    expect(await pool.ask('count', {}, hooks())).toBe(1);
  });

  it('asks the others again when it dies, each alone, and blames the right one', async () => {
    open();
    const asked = [
      pool.ask('wait', { ms: 300 }, hooks()),
      pool.ask('abort', {}, hooks()).catch((error: unknown) => error),
      pool.ask('wait', { ms: 300 }, hooks()),
    ];
    const [before, dead, after] = await Promise.all(asked);
    expect(dead).toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(typeof before).toBe('number');
    expect(typeof after).toBe('number');
  });

  it('passes on what was noted before it died', async () => {
    open();
    const notes: unknown[] = [];
    await expect(
      pool.ask('abortAfterNote', { note: 'row 12' }, hooks({ onNote: (note) => void notes.push(note) })),
    ).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(notes).toEqual(['row 12']);
  });

  it('hears that a question is withdrawn, and goes on with the others', async () => {
    open();
    const controller = new AbortController();
    const withdrawn = pool.ask('untilWithdrawn', {}, hooks({ signal: controller.signal, onNote: () => controller.abort() }));
    await expect(withdrawn).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await pool.ask('add', { a: 1, b: 2 }, hooks())).toBe(3);
    expect(started).toBe(1);
    await expect(pool.ask('abort', {}, hooks({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('is killed when it does not hear; what else was asked is asked again', async () => {
    open({ graceMs: 300 });
    const controller = new AbortController();
    const deaf = pool.ask('deaf', {}, hooks({ signal: controller.signal, onNote: () => controller.abort() }));
    const other = pool.ask('add', { a: 4, b: 4 }, hooks());
    await expect(deaf).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await other).toBe(8);
  });

  it('is ended with the pool, and what is asked then is cancelled', async () => {
    open({ graceMs: 500 });
    const pid = (await pool.ask('pid', {}, hooks())) as number;
    const waiting = pool.ask('untilWithdrawn', {}, hooks()).catch((error: unknown) => error);
    await pool.close();
    expect(await waiting).toMatchObject({ code: 'CANCELLED' });
    expect(() => process.kill(pid, 0)).toThrow();
    await expect(pool.ask('add', { a: 1, b: 1 }, hooks())).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
