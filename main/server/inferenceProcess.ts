// Keeps one inference process alive and hands it one request after the other. onnxruntime blocks its event loop
// and can take its process down: here that costs the request at fault, never the server or its health checks.
import { fork, type ChildProcess } from 'node:child_process';
import { AppError, fromWire } from '../../app/base/errors.ts';
import { noTelemetry } from '../../app/inference/noTelemetry.ts';
import {
  inferenceArgument,
  type FromInference,
  type InferenceResult,
  type InferenceStart,
  type InferenceTask,
  type ToInference,
} from './inferenceProtocol.ts';
import type { Log } from './log.ts';

interface Pending {
  id: number;
  task: InferenceTask;
  resolve: (result: InferenceResult) => void;
  reject: (error: AppError) => void;
  timer: NodeJS.Timeout;
}

/** The client is too fast; everything else that keeps a request from being answered is the server's trouble. */
export class QueueFull extends AppError {
  constructor() {
    super('BUSY', 'Too many requests are waiting for the model.', { hint: 'Try again after the time in Retry-After.' });
  }
}

export interface InferenceOptions {
  entry: string;
  start: InferenceStart;
  maxQueue: number;
  timeoutMs: number;
  log: Log;
}

const longestPauseMs = 10_000;

export class InferenceProcess {
  readonly #options: InferenceOptions;
  #child: ChildProcess | null = null;
  #running: Pending | null = null;
  readonly #waiting: Pending[] = [];
  #nextId = 1;
  #ready = false;
  #stopping = false;
  #restartTimer: NodeJS.Timeout | undefined;
  #pauseMs = 0;
  restarts = 0;

  constructor(options: InferenceOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#ready;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves with the provider when the model is loaded; rejects when it cannot be. */
  async start(): Promise<string> {
    return new Promise((resolve, reject) => this.#launch(resolve, reject));
  }

  #launch(onReady: (provider: string) => void, onFailure: (error: AppError) => void): void {
    const child = fork(this.#options.entry, [inferenceArgument], {
      env: { ...process.env, ...noTelemetry },
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    let failure: AppError | undefined;
    child.on('message', (message: FromInference) => {
      if (message.type === 'ready') {
        this.#ready = true;
        this.#pauseMs = 0;
        onReady(message.provider);
        this.#next();
      } else if (message.type === 'failed') failure = fromWire(message.error);
      else this.#settle(message);
    });
    child.on('error', (cause) => {
      failure ??= new AppError('ENGINE_CRASHED', 'The inference process could not be started.', { hint: 'See the log.', cause });
    });
    child.on('close', (code, signal) => {
      this.#ready = false;
      this.#child = null;
      onFailure(
        failure ?? new AppError('ENGINE_CRASHED', `The inference process ended (${signal ?? code}).`, { hint: 'See the log.' }),
      );
      if (!this.#stopping) this.#recover(code, signal);
    });
    this.#send({ type: 'start', start: this.#options.start });
  }

  #recover(code: number | null, signal: NodeJS.Signals | null): void {
    this.#options.log('error', 'inference process ended', { code, signal, restartInMs: this.#pauseMs });
    const running = this.#running;
    this.#running = null;
    if (running) {
      clearTimeout(running.timer);
      running.reject(
        new AppError('ENGINE_CRASHED', 'The inference process ended while working on this request; it is being restarted.', {
          hint: 'Try again shortly.',
        }),
      );
    }
    this.restarts += 1;
    this.#restartTimer = setTimeout(() => {
      const ignore = (): void => undefined;
      this.#launch(ignore, ignore);
    }, this.#pauseMs);
    this.#pauseMs = Math.min(longestPauseMs, Math.max(250, this.#pauseMs * 2));
  }

  #send(message: ToInference): void {
    // A failed send means the process is ending; its 'close' event settles what was running.
    this.#child?.send(message, () => undefined);
  }

  submit(task: InferenceTask): Promise<InferenceResult> {
    if (this.#waiting.length >= this.#options.maxQueue) {
      throw new QueueFull();
    }
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const timer = setTimeout(() => this.#expire(id), this.#options.timeoutMs);
      this.#waiting.push({ id, task, resolve, reject, timer });
      this.#next();
    });
  }

  #next(): void {
    if (!this.#ready || this.#running) return;
    const pending = this.#waiting.shift();
    if (!pending) return;
    this.#running = pending;
    this.#send({ type: 'task', id: pending.id, task: pending.task });
  }

  #settle(message: Extract<FromInference, { type: 'result' | 'error' }>): void {
    const running = this.#running;
    if (!running || running.id !== message.id) return;
    this.#running = null;
    clearTimeout(running.timer);
    if (message.type === 'result') running.resolve(message.result);
    else {
      if (message.detail !== undefined) this.#options.log('error', 'inference failed', { detail: message.detail });
      running.reject(fromWire(message.error));
    }
    this.#next();
  }

  /** A request that waits is dropped; one that runs can only be stopped together with its process. */
  #expire(id: number): void {
    const late = new AppError('BUSY', `No answer within ${this.#options.timeoutMs} ms.`, {
      hint: 'Send fewer rows, or try again later.',
    });
    const index = this.#waiting.findIndex((pending) => pending.id === id);
    if (index >= 0) this.#waiting.splice(index, 1)[0]!.reject(late);
    else if (this.#running?.id === id) {
      this.#running.reject(late);
      this.#running = null;
      this.#ready = false;
      this.#child?.kill('SIGKILL');
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#ready = false;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    const stopped = new AppError('BUSY', 'The server is shutting down.', { hint: 'Send the request to another replica.' });
    for (const pending of [...this.#waiting.splice(0), ...(this.#running ? [this.#running] : [])]) {
      clearTimeout(pending.timer);
      pending.reject(stopped);
    }
    this.#running = null;
    if (!child) return;
    // Not 'close': it does not come after a disconnect from this side.
    const closed = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    const kill = setTimeout(() => child.kill('SIGKILL'), 2000);
    await closed;
    clearTimeout(kill);
  }
}
