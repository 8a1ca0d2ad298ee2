// A worker process with tasks that behave badly in every way the supervisor must cope with.
import { z } from 'zod';
import { finishingStage } from '../../../app/api/schemas/jobs.ts';
import { AppError, cancelled } from '../../../app/base/errors.ts';
import { question, task } from '../../../app/jobs/tasks.ts';
import { serveTask } from '../../../main/worker/serveTask.ts';

const Any = z.object({});

/** Questions that are asked before this one is answered. */
let asked = 0;

const questions = {
  pid: question(Any, async () => process.pid),
  add: question(z.object({ a: z.number(), b: z.number() }), async ({ a, b }) => a + b),
  count: question(Any, async () => ++asked),
  wait: question(z.object({ ms: z.number() }), async ({ ms }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return process.pid;
  }),
  refuse: question(Any, async () => {
    throw new AppError('DATA_INVALID', 'Row 7 is broken.', { hint: 'Mend it.', where: { row: 7 } });
  }),
  fault: question(Any, async () => {
    throw new Error('secret detail');
  }),
  abort: question(Any, async () => process.abort()),
  abortAfterNote: question(z.object({ note: z.string() }), async ({ note }, context) => {
    await context.note(note);
    process.abort();
  }),
  untilWithdrawn: question(
    Any,
    (_input, { signal, note }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(cancelled()));
        void note('waiting');
      }),
  ),
  deaf: question(Any, async (_input, { note }) => {
    await note('deaf');
    for (;;);
  }),
};

const tasks = {
  add: task(z.object({ a: z.number(), b: z.number() }), async ({ a, b }) => a + b),
  environment: task(Any, async () => Object.keys(process.env)),
  pid: task(Any, async () => process.pid),
  steps: task(z.object({ to: z.number() }), async ({ to }, { onProgress, onPartial }) => {
    for (let done = 1; done <= to; done++) onProgress({ stage: 'counting', done, total: to, unit: 'steps' });
    onPartial({ rows: to });
    return 'counted';
  }),
  refuse: task(Any, async () => {
    throw new AppError('DATA_INVALID', 'Row 7 is broken.', { hint: 'Mend it.', where: { row: 7 } });
  }),
  fault: task(Any, async () => {
    throw new Error('secret detail');
  }),
  untilCancelled: task(Any, (_input, { signal, onProgress }) => {
    onProgress({ stage: 'waiting', done: 0, total: null, unit: '' });
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(cancelled())));
  }),
  keepOnCancel: task(Any, (_input, { signal, onProgress }) => {
    onProgress({ stage: 'waiting', done: 0, total: null, unit: '' });
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kept: 3 })));
  }),
  /** Takes longer to finish than the grace, and says so. */
  finishLong: task(z.object({ ms: z.number() }), ({ ms }, { signal, onProgress }) => {
    onProgress({ stage: 'waiting', done: 0, total: null, unit: '' });
    return new Promise((resolve) =>
      signal.addEventListener('abort', () => {
        const until = Date.now() + ms;
        const timer = setInterval(() => {
          onProgress({ stage: finishingStage, done: 0, total: null, unit: '' });
          if (Date.now() < until) return;
          clearInterval(timer);
          resolve({ kept: 3 });
        }, 50);
      }),
    );
  }),
  /** Like native code: the loop never turns again. */
  deaf: task(Any, async (_input, { onProgress }) => {
    onProgress({ stage: 'deaf', done: 0, total: null, unit: '' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (;;);
  }),
  abort: task(Any, async () => process.abort()),
  exit: task(z.object({ code: z.number() }), async ({ code }) => process.exit(code)),
  signal: task(z.object({ signal: z.string() }), async ({ signal }) => {
    process.kill(process.pid, signal);
    await new Promise(() => setInterval(() => undefined, 1000));
  }),
  /** Dies on every row of the list that has not been given up on. */
  rows: task(z.object({ fatal: z.array(z.number()), given: z.array(z.number()) }), async ({ fatal, given }) => {
    if (fatal.some((row) => !given.includes(row))) process.abort();
    return given;
  }),
  memory: task(Any, async () => {
    console.error('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');
    process.exit(134);
  }),
};

serveTask(tasks, questions);
