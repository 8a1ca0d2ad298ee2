// Keeps one inference process alive and hands it one task after the other. onnxruntime blocks its event loop and can take
// its process down: here that costs the work under way, never the server or its health checks.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { AppError, fromWire } from '../../app/base/errors.ts';
import { noTelemetry } from '../../app/inference/noTelemetry.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import {
  channelNumber,
  inferenceArgument,
  type FromInference,
  type InferenceResult,
  type InferenceTask,
  type LoadedOn,
  type ToInference,
} from './inferenceProtocol.ts';
import type { InferenceWorker, WorkerOptions } from './inferenceWorker.ts';

/** The process went away under its work, which can be tried again elsewhere. */
export class InferenceEnded extends AppError {
  constructor() {
    super('ENGINE_CRASHED', 'The inference process ended while working on this request; it is being restarted.', {
      hint: 'Try again shortly.',
    });
  }
}

interface Running {
  id: number;
  resolve: (result: InferenceResult) => void;
  reject: (error: AppError) => void;
  timer: NodeJS.Timeout;
}

const longestPauseMs = 10_000;

function detailOf({ message, cause }: AppError): string {
  return cause instanceof Error ? `${message} ${cause.message}` : message;
}

export class InferenceProcess implements InferenceWorker {
  readonly #options: WorkerOptions;
  #child: ChildProcess | null = null;
  #channel: Duplex | null = null;
  #running: Running | null = null;
  #nextId = 1;
  #ready = false;
  #stopping = false;
  #restartTimer: NodeJS.Timeout | undefined;
  #pauseMs = 0;
  /** Of performance.now(); -Infinity = never. */
  #wasReadyAt = -Infinity;
  restarts = 0;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#ready;
  }

  get notReadyFor(): number {
    return this.#ready ? 0 : performance.now() - this.#wasReadyAt;
  }

  get free(): boolean {
    return this.#ready && this.#running === null;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<LoadedOn> {
    return new Promise((resolve, reject) => this.#launch(resolve, reject));
  }

  #launch(onReady: (on: LoadedOn) => void, onFailure: (error: AppError) => void): void {
    let failure: AppError | undefined;
    const over = (code: number | null, signal: NodeJS.Signals | null): void => {
      this.#notReady();
      this.#child = null;
      this.#channel = null;
      onFailure(
        failure ?? new AppError('ENGINE_CRASHED', `The inference process ended (${signal ?? code}).`, { hint: 'See the log.' }),
      );
      if (!this.#stopping) this.#recover({ code, signal, detail: failure && detailOf(failure) });
    };
    const notStarted = (cause: unknown): void => {
      failure ??= new AppError('ENGINE_CRASHED', 'The inference process could not be started.', { hint: 'See the log.', cause });
    };
    let child: ChildProcess;
    try {
      child = this.#spawn();
    } catch (cause) {
      notStarted(cause);
      over(null, null);
      return;
    }
    // Where the machine has no process or no file left, some systems' failures come as an event, and no 'close' follows.
    child.on('error', (cause) => {
      notStarted(cause);
      if (child.pid === undefined && this.#child === child) over(null, null);
    });
    child.on('close', (code, signal) => {
      if (this.#child === child) over(code, signal);
    });
    this.#child = child;
    if (child.pid === undefined) return;
    const channel = child.stdio[channelNumber] as Duplex;
    this.#channel = channel;
    const take = (message: FromInference): void => {
      if (message.type === 'ready') {
        this.#ready = true;
        this.#pauseMs = 0;
        onReady({ provider: message.provider, runtime: message.runtime });
        this.#options.onFree();
      } else if (message.type === 'failed') failure = fromWire(message.error);
      else this.#settle(message);
    };
    const reader = new FrameReader((message) => take(message as FromInference));
    channel.on('data', (piece: Buffer) => reader.push(piece));
    // A write that fails means the process is ending; its 'close' event settles what was running.
    channel.on('error', () => undefined);
    this.#send(encodeFrame({ type: 'start', start: this.#options.start } satisfies ToInference));
  }

  #spawn(): ChildProcess {
    return spawn(process.execPath, [...process.execArgv, this.#options.entry, inferenceArgument], {
      // Secrets are no business of the process that runs native code.
      env: { ...process.env, ...noTelemetry, API_KEY: undefined, DRYDOCK_LOG_HASH_KEY: undefined },
      // Nothing is written to its stdin: that it closes tells the end of this process.
      stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
    });
  }

  #recover(end: { code: number | null; signal: NodeJS.Signals | null; detail: string | undefined }): void {
    this.#options.log('error', 'inference process ended', { ...end, restartInMs: this.#pauseMs });
    this.restarts += 1;
    this.#restartTimer = setTimeout(() => {
      this.#launch(
        () => this.#options.log('info', 'inference process restarted', { inferencePid: this.pid }),
        () => undefined,
      );
    }, this.#pauseMs);
    this.#pauseMs = Math.min(longestPauseMs, Math.max(250, this.#pauseMs * 2));
    this.#take()?.reject(new InferenceEnded());
  }

  #send(frame: Buffer): void {
    this.#channel?.write(frame);
  }

  run(task: InferenceTask): Promise<InferenceResult> {
    if (!this.free) throw new Error('The inference process has work already, or is not ready.');
    const id = this.#nextId++;
    // Before it counts as running: what cannot be sent is never answered.
    const frame = encodeFrame({ type: 'task', id, task } satisfies ToInference);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#end(), this.#options.timeoutMs);
      this.#running = { id, resolve, reject, timer };
      this.#send(frame);
    });
  }

  #notReady(): void {
    if (this.#ready) this.#wasReadyAt = performance.now();
    this.#ready = false;
  }

  #take(): Running | null {
    const running = this.#running;
    this.#running = null;
    clearTimeout(running?.timer);
    return running;
  }

  #settle(message: Extract<FromInference, { type: 'result' | 'error' }>): void {
    if (this.#running?.id !== message.id) return;
    const running = this.#take();
    if (message.type === 'result') running?.resolve(message.result);
    else {
      if (message.detail !== undefined) this.#options.log('error', 'inference failed', { detail: message.detail });
      running?.reject(fromWire(message.error));
    }
    this.#options.onFree();
  }

  /** What runs for too long can only be stopped together with its process. */
  #end(): void {
    this.#notReady();
    this.#child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#ready = false;
    clearTimeout(this.#restartTimer);
    this.#take()?.reject(new InferenceEnded());
    const child = this.#child;
    if (child?.pid === undefined) return;
    const closed = new Promise((resolve) => child.once('exit', resolve));
    this.#channel?.end();
    const kill = setTimeout(() => child.kill('SIGKILL'), 2000);
    await closed;
    clearTimeout(kill);
  }
}
