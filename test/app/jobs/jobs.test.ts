import { describe, expect, it } from 'vitest';
import type { JobEvent, JobState } from '../../../app/api/schemas/jobs.ts';
import { AppError, cancelled } from '../../../app/base/errors.ts';
import { createJobs, type Jobs, type JobSpec } from '../../../app/jobs/jobs.ts';
import { mayBecome } from '../../../app/jobs/jobStates.ts';
import { createProgressMeter } from '../../../app/jobs/progressMeter.ts';
import type { TaskHooks } from '../../../app/jobs/tasks.ts';

/** Work that the test ends by hand. */
function controlled(overrides: Partial<JobSpec> = {}) {
  let finish!: (value?: unknown) => void;
  let fail!: (error: unknown) => void;
  let started!: (hooks: TaskHooks) => void;
  const hooks = new Promise<TaskHooks>((resolve) => (started = resolve));
  const spec: JobSpec = {
    kind: 'test',
    title: 'Test',
    project: null,
    heavy: true,
    run: (given) => {
      started(given);
      return new Promise((resolve, reject) => {
        finish = resolve;
        fail = reject;
      });
    },
    ...overrides,
  };
  return { spec, hooks, finish: (value?: unknown) => finish(value), fail: (error: unknown) => fail(error) };
}

async function until(jobs: Jobs, id: string, accept: (event: JobEvent) => boolean): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of jobs.follow({ after: 0, signal: AbortSignal.timeout(10_000) })) {
    if (event.job.id !== id) continue;
    events.push(event);
    if (accept(event)) return events;
  }
  throw new Error('the job never got there');
}
const inState = (state: JobState) => (event: JobEvent) => event.job.state === state;

describe('job states', () => {
  it('allow exactly the drawn transitions', () => {
    const states: JobState[] = ['queued', 'running', 'done', 'failed', 'cancelled'];
    const allowed = states.flatMap((from) => states.filter((to) => mayBecome(from, to)).map((to) => `${from}>${to}`));
    expect(allowed).toEqual(['queued>running', 'queued>cancelled', 'running>done', 'running>failed', 'running>cancelled']);
  });
});

describe('jobs', () => {
  it('end as done with their result', async () => {
    const jobs = createJobs();
    const { id } = jobs.start({ ...controlled().spec, run: async () => ({ answer: 42 }) });
    const events = await until(jobs, id, inState('done'));
    expect(events.at(-1)?.job).toMatchObject({ state: 'done', result: { answer: 42 }, cancelling: false });
    expect(events.at(-1)?.job.endedAt).not.toBeNull();
  });

  it('end as failed with the typed error', async () => {
    const jobs = createJobs();
    const { id } = jobs.start({
      ...controlled().spec,
      run: async () => {
        throw new AppError('DATA_INVALID', 'The file is empty.', { hint: 'Choose another.' });
      },
    });
    const events = await until(jobs, id, inState('failed'));
    expect(events.at(-1)?.job.error).toEqual({ code: 'DATA_INVALID', message: 'The file is empty.', hint: 'Choose another.' });
  });

  it('mask unknown errors and log the original', async () => {
    const logged: unknown[] = [];
    const jobs = createJobs({ log: (_message, error) => logged.push(error) });
    const secret = new Error('secret');
    const { id } = jobs.start({ ...controlled().spec, run: () => Promise.reject(secret) });
    const events = await until(jobs, id, inState('failed'));
    expect(events.at(-1)?.job.error?.code).toBe('INTERNAL');
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(logged).toEqual([secret]);
  });

  it('run one heavy job at a time, in order, while light ones pass by', async () => {
    const jobs = createJobs();
    const first = controlled();
    const second = controlled();
    const firstJob = jobs.start(first.spec);
    const secondJob = jobs.start(second.spec);
    const light = jobs.start({ ...controlled().spec, heavy: false, run: async () => 'light' });
    await until(jobs, light.id, inState('done'));
    expect(jobs.get(firstJob.id)?.state).toBe('running');
    expect(jobs.get(secondJob.id)?.state).toBe('queued');
    first.finish();
    await second.hooks;
    expect(jobs.get(firstJob.id)?.state).toBe('done');
    expect(jobs.get(secondJob.id)?.state).toBe('running');
    second.finish();
    await until(jobs, secondJob.id, inState('done'));
  });

  it('go on with the next heavy job when one fails', async () => {
    const jobs = createJobs();
    jobs.start({ ...controlled().spec, run: () => Promise.reject(new Error('x')) });
    const next = jobs.start({ ...controlled().spec, run: async () => 1 });
    expect((await until(jobs, next.id, inState('done'))).at(-1)?.job.result).toBe(1);
  });

  it('leave the queue at once when cancelled there, without ever running', async () => {
    const jobs = createJobs();
    const first = controlled();
    jobs.start(first.spec);
    let ran = false;
    let dropped = false;
    const queued = jobs.start({ ...controlled().spec, run: async () => (ran = true), dropped: () => (dropped = true) });
    expect(jobs.cancel(queued.id)).toMatchObject({ state: 'cancelled', cancelling: false });
    first.finish();
    await jobs.close();
    expect({ ran, dropped }).toEqual({ ran: false, dropped: true });
  });

  it('say that they are being cancelled, then are cancelled', async () => {
    const jobs = createJobs();
    const work = controlled();
    const { id } = jobs.start(work.spec);
    const { signal } = await work.hooks;
    expect(jobs.cancel(id)).toMatchObject({ state: 'running', cancelling: true });
    expect(signal.aborted).toBe(true);
    work.fail(cancelled());
    expect((await until(jobs, id, inState('cancelled'))).at(-1)?.job).toMatchObject({ cancelling: false });
  });

  it('keep the result that cancelled work returned', async () => {
    const jobs = createJobs();
    const work = controlled();
    const { id } = jobs.start(work.spec);
    await work.hooks;
    jobs.cancel(id);
    work.finish({ rows: 7 });
    expect((await until(jobs, id, inState('cancelled'))).at(-1)?.job.result).toEqual({ rows: 7 });
  });

  it('report a real fault as failed even when they were being cancelled', async () => {
    const jobs = createJobs();
    const work = controlled();
    const { id } = jobs.start(work.spec);
    await work.hooks;
    jobs.cancel(id);
    work.fail(new AppError('STORAGE_FULL', 'The disk is full.', { hint: 'Free some space.' }));
    expect((await until(jobs, id, inState('failed'))).at(-1)?.job.error?.code).toBe('STORAGE_FULL');
  });

  it('refuse to cancel what is unknown or has ended', async () => {
    const jobs = createJobs();
    expect(() => jobs.cancel('nope')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    const { id } = jobs.start({ ...controlled().spec, run: async () => 1 });
    await until(jobs, id, inState('done'));
    expect(() => jobs.cancel(id)).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  });

  it('send few of many progress reports, and always the last one, before or with the end', async () => {
    const jobs = createJobs({ intervalMs: 60_000 });
    const work = controlled();
    const { id } = jobs.start(work.spec);
    const seen = until(jobs, id, inState('done'));
    const { onProgress, onPartial } = await work.hooks;
    for (let done = 1; done <= 10_000; done++) onProgress({ stage: 'running', done, total: 10_000, unit: 'rows' });
    onPartial({ rows: 10_000 });
    work.finish('end');
    const events = await seen;
    expect(events.length).toBeLessThanOrEqual(5);
    expect(events.at(-1)?.job).toMatchObject({ progress: { done: 10_000, total: 10_000 }, partial: { rows: 10_000 } });
  });

  it('have exactly one final event, and none after it', async () => {
    const jobs = createJobs({ intervalMs: 1 });
    const work = controlled();
    const { id } = jobs.start(work.spec);
    const { onProgress } = await work.hooks;
    onProgress({ stage: 'running', done: 1, total: 2, unit: 'rows' });
    work.finish();
    await until(jobs, id, inState('done'));
    const ended = jobs.get(id);
    onProgress({ stage: 'running', done: 2, total: 2, unit: 'rows' });
    await jobs.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(jobs.get(id)).toBe(ended);
  });

  it('can be followed from a sequence number on: nothing is lost, nothing comes twice', async () => {
    const jobs = createJobs();
    const a = jobs.start({ ...controlled().spec, title: 'a', run: async () => 1 });
    const seenA = await until(jobs, a.id, inState('done'));
    const b = jobs.start({ ...controlled().spec, title: 'b', run: async () => 2 });
    await until(jobs, b.id, inState('done'));
    const controller = new AbortController();
    const titles: string[] = [];
    for await (const event of jobs.follow({ after: seenA.at(-1)?.seq ?? 0, signal: controller.signal })) {
      titles.push(event.job.title);
      controller.abort();
    }
    expect(titles).toEqual(['b']);
  });

  it('number events above those of an engine that ran before', async () => {
    const old = createJobs();
    const oldJob = old.start({ ...controlled().spec, run: async () => 1 });
    const last = (await until(old, oldJob.id, inState('done'))).at(-1)?.seq ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
    const fresh = createJobs();
    const { id } = fresh.start({ ...controlled().spec, run: async () => 1 });
    expect((await until(fresh, id, inState('done')))[0]?.seq).toBeGreaterThan(last);
  });

  it('forget the oldest ended ones beyond the limit', async () => {
    const jobs = createJobs({ keep: 2 });
    for (const title of ['a', 'b', 'c', 'd']) {
      const { id } = jobs.start({ ...controlled().spec, title, run: async () => 1 });
      await until(jobs, id, inState('done'));
    }
    await jobs.close();
    expect(jobs.list().map((job) => job.title)).toEqual(['d', 'c']);
  });

  it('are all cancelled by close, which waits for them', async () => {
    const jobs = createJobs();
    const work = controlled();
    const running = jobs.start(work.spec);
    const queued = jobs.start(controlled().spec);
    const { signal } = await work.hooks;
    signal.addEventListener('abort', () => work.fail(signal.reason));
    await jobs.close();
    expect([running, queued].map(({ id }) => jobs.get(id)?.state)).toEqual(['cancelled', 'cancelled']);
  });
});

describe('the progress meter', () => {
  it('measures rate and time left over the last five seconds of a stage', () => {
    let clock = 0;
    const meter = createProgressMeter(() => clock);
    const report = (done: number, total: number | null = 100, stage = 'running') => meter({ stage, done, total, unit: 'rows' });
    expect(report(0)).toMatchObject({ rate: null, eta: null });
    clock = 100;
    expect(report(5)).toMatchObject({ rate: null, eta: null });
    clock = 1000;
    expect(report(20)).toMatchObject({ rate: 20, eta: 4 });
    clock = 10_000;
    report(25);
    clock = 20_000;
    expect(report(30)).toMatchObject({ rate: 0.5, eta: 140 });
    expect(report(3, null, 'writing')).toMatchObject({ rate: null, eta: null, total: null });
  });

  it('lets work that knows better say so', () => {
    const meter = createProgressMeter(() => 0);
    expect(meter({ stage: 's', done: 1, total: 2, unit: 'rows', rate: 9, eta: 3 })).toMatchObject({ rate: 9, eta: 3 });
  });
});
