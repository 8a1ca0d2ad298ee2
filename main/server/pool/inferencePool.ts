// Several inference processes behind one queue. What a crash costs is time: requests that were under way run again elsewhere,
// and the one that takes processes down is found by halving its batch.
import { AppError } from '../../../app/base/errors.ts';
import { InferenceEnded, InferenceProcess } from '../inferenceProcess.ts';
import type { InferenceResult, InferenceTask, LoadedOn } from '../inferenceProtocol.ts';
import type { InferenceWorker, WorkerOptions } from '../inferenceWorker.ts';
import { SameProcess } from '../sameProcess.ts';
import { BatchPolicy, type BatchLimits } from './batchPolicy.ts';
import { canGoTogether, mergedTask, splitResult } from './mergeTasks.ts';

interface Pending {
  id: number;
  task: InferenceTask;
  resolve: (result: InferenceResult) => void;
  reject: (error: AppError) => void;
  timer: NodeJS.Timeout;
  /** Of performance.now(). */
  since: number;
  isSettled: boolean;
  /** Processes that ended while they worked on this request alone. */
  ended: number;
}

/** The client is too fast; everything else that keeps a request from being answered is the server's trouble. */
export class QueueFull extends AppError {
  constructor() {
    super('BUSY', 'Too many requests are waiting for the model.', { hint: 'Try again after the time in Retry-After.' });
  }
}

/** This request takes the process down each time. It is the server's fault, but to try again does not help. */
export class FatalRequest extends AppError {
  constructor() {
    super('ENGINE_CRASHED', 'The inference process ended twice while working on this request alone.', {
      hint: 'Other requests are answered. Do not send this one again unchanged; the log of the server says more.',
    });
  }
}

function shuttingDown(): AppError {
  return new AppError('BUSY', 'The server is shutting down.', { hint: 'Send the request to another replica.' });
}

/** A batch that was answered, for figures. */
export interface AnsweredBatch {
  requests: number;
  rows: number;
  ms: number;
  /** How long each of its requests waited. */
  waitedMs: readonly number[];
}

export interface PoolOptions extends Omit<WorkerOptions, 'onFree'> {
  workers: number;
  /** Whether each is a process of its own; else there is one, in the server's. */
  isolated: boolean;
  maxQueue: number;
  /** Null = each request runs alone. */
  batching: BatchLimits | null;
  onBatch: (batch: AnsweredBatch) => void;
}

/** A process that has ended is ready again sooner, or something is wrong with it. */
const restartMs = 10_000;
/** Times a request may take its process down before it is refused. */
const mostEnds = 2;

export class InferencePool {
  readonly #options: PoolOptions;
  readonly #workers: InferenceWorker[];
  #policy: BatchPolicy | null;
  #waiting: Pending[] = [];
  /** Requests to run again, those of one group together and with no others. */
  readonly #again: Pending[][] = [];
  #nextId = 1;
  #isDue = false;
  #delay: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(options: PoolOptions) {
    const { entry, start, workers, isolated, timeoutMs, log } = options;
    this.#options = options;
    this.#policy = options.batching && options.batching.maxRows > 1 ? new BatchPolicy(options.batching) : null;
    const onFree = (): void => this.#wake();
    const worker = { entry, start, timeoutMs, log, onFree };
    this.#workers = isolated ? Array.from({ length: workers }, () => new InferenceProcess(worker)) : [new SameProcess(worker)];
  }

  /** Whether at least one process can take work. */
  get ready(): boolean {
    return this.#workers.some((worker) => worker.ready);
  }

  /** Whether requests are worth taking: what was ready a moment ago will soon be again, and they can wait for it. */
  get accepts(): boolean {
    return this.#workers.some((worker) => worker.notReadyFor < restartMs);
  }

  get pids(): number[] {
    return this.#workers.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  get waiting(): number {
    return this.#waiting.length + this.#again.reduce((sum, group) => sum + group.length, 0);
  }

  get workers(): { ready: number; all: number } {
    return { ready: this.#workers.filter((worker) => worker.ready).length, all: this.#workers.length };
  }

  get restarts(): number {
    return this.#workers.reduce((sum, worker) => sum + worker.restarts, 0);
  }

  /** What a batch costs in milliseconds, a for each row and b for itself; null = not known, or nothing is put together. */
  get cost(): { a: number; b: number } | null {
    return this.#policy?.fit.cost ?? null;
  }

  /**
   * Resolves when the first process has loaded the model; the others follow. One at first, so that a model
   * that cannot be loaded is tried once.
   */
  async start(): Promise<LoadedOn> {
    const [first, ...others] = this.#workers;
    const loaded = await (first as InferenceWorker).start();
    for (const worker of others) {
      worker.start().then(
        () => this.#options.log('info', 'further inference process ready', { inferencePid: worker.pid }),
        // It is tried again after a pause, and logged each time.
        () => undefined,
      );
    }
    return loaded;
  }

  /** @throws QueueFull */
  submit(task: InferenceTask): Promise<InferenceResult> {
    const { maxQueue, timeoutMs } = this.#options;
    // Those that a process is free for do not wait: they are handed over in a moment.
    if (this.#waiting.length >= maxQueue + this.#free().length) throw new QueueFull();
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const since = performance.now();
      const timer = setTimeout(() => this.#expire(pending), timeoutMs);
      const pending: Pending = { id, task, resolve, reject, timer, since, isSettled: false, ended: 0 };
      this.#waiting.push(pending);
      this.#policy?.noteArrival(since);
      this.#wake();
    });
  }

  #free(): InferenceWorker[] {
    return this.#workers.filter((worker) => worker.free);
  }

  /** Not at once: requests that came at the same moment go together. */
  #wake(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#handOver();
    });
  }

  #handOver(): void {
    clearTimeout(this.#delay);
    for (let free = this.#free(); free.length > 0; free = this.#free()) {
      const batch = this.#next(free.length);
      if (batch.length === 0) return;
      void this.#run(free[0] as InferenceWorker, batch);
    }
  }

  /** The requests that run next; none = there are none, or it pays to wait for more. */
  #next(free: number): Pending[] {
    for (let group = this.#again.shift(); group; group = this.#again.shift()) {
      const alive = group.filter((pending) => !pending.isSettled);
      if (alive.length > 0) return alive;
    }
    const [oldest] = this.#waiting;
    if (!oldest) return [];
    const policy = this.#policy;
    if (!policy) return this.#waiting.splice(0, 1);
    const { maxRows } = this.#options.batching as BatchLimits;
    const alike: Pending[] = [];
    // More than the largest batch of single rows for each process is not looked at.
    for (const pending of this.#waiting) {
      if (canGoTogether(oldest.task, pending.task)) alike.push(pending);
      if (alike.length >= maxRows * free) break;
    }
    const rows = alike.map((pending) => pending.task.batch.rowCount);
    if (this.#waits(policy, oldest, rows)) return [];
    const chosen = new Set(alike.slice(0, policy.choose(rows, free)));
    this.#waiting = this.#waiting.filter((pending) => !chosen.has(pending));
    return [...chosen];
  }

  #waits(policy: BatchPolicy, oldest: Pending, rows: readonly number[]): boolean {
    const now = performance.now();
    const total = rows.reduce((sum, count) => sum + count, 0);
    const delay = policy.delay({ requests: rows.length, rows: total, oldestMs: now - oldest.since }, now);
    if (delay <= 0) return false;
    // Timers are no finer than a millisecond.
    if (delay < 1) this.#wake();
    else this.#delay = setTimeout(() => this.#wake(), delay);
    return true;
  }

  async #run(worker: InferenceWorker, batch: Pending[]): Promise<void> {
    const startedAt = performance.now();
    const waitedMs = batch.map((pending) => startedAt - pending.since);
    const counts = batch.map((pending) => pending.task.batch.rowCount);
    let parts: InferenceResult[];
    try {
      parts = splitResult(await worker.run(mergedTask(batch.map((pending) => pending.task))), counts);
    } catch (error) {
      this.#failed(batch, error);
      return;
    }
    const rows = counts.reduce((sum, count) => sum + count, 0);
    const ms = performance.now() - startedAt;
    this.#policy?.fit.add(rows, ms);
    this.#options.onBatch({ requests: batch.length, rows, ms, waitedMs });
    batch.forEach((pending, index) => this.#settle(pending, parts[index] as InferenceResult));
  }

  /** Of several requests one is to blame: they run again in halves, until it stands alone. */
  #failed(batch: Pending[], error: unknown): void {
    if (this.#isStopping) {
      for (const pending of batch) this.#settle(pending, shuttingDown());
      return;
    }
    if (batch.length > 1) {
      if (error instanceof RangeError) {
        this.#policy = null;
        this.#options.log('error', 'requests are not run together any more', { detail: error.message });
      }
      const half = Math.ceil(batch.length / 2);
      this.#again.push(batch.slice(0, half), batch.slice(half));
    } else {
      const pending = batch[0] as Pending;
      if (error instanceof InferenceEnded && (pending.ended += 1) < mostEnds) this.#again.push(batch);
      else if (error instanceof InferenceEnded) this.#settle(pending, new FatalRequest());
      else this.#settle(pending, error as AppError);
    }
    this.#wake();
  }

  #settle(pending: Pending, outcome: InferenceResult | AppError): void {
    clearTimeout(pending.timer);
    if (pending.isSettled) return;
    pending.isSettled = true;
    if (outcome instanceof Error) pending.reject(outcome);
    else pending.resolve(outcome);
  }

  /** Whoever still waits is dropped; who is under way is answered now, and the process is ended by its own limit. */
  #expire(pending: Pending): void {
    this.#waiting = this.#waiting.filter((other) => other !== pending);
    const late = new AppError('BUSY', `No answer within ${this.#options.timeoutMs} ms.`, {
      hint: 'Send fewer rows, or try again later.',
    });
    this.#settle(pending, late);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#delay);
    for (const pending of [...this.#waiting.splice(0), ...this.#again.splice(0).flat()]) this.#settle(pending, shuttingDown());
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}
