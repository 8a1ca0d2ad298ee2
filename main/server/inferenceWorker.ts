// What the pool hands work to: a process of its own, or, where somebody says so, the server's.
import type { InferenceResult, InferenceStart, InferenceTask, LoadedOn } from './inferenceProtocol.ts';
import type { Log } from './log.ts';

export interface WorkerOptions {
  entry: string;
  start: InferenceStart;
  /** The longest that one task may run in a process of its own; then it is ended, since nothing else stops the runtime. */
  timeoutMs: number;
  log: Log;
  /** It can take work: after it was started, and after each task. */
  onFree: () => void;
}

export interface InferenceWorker {
  readonly ready: boolean;
  /** Milliseconds since it was ready: 0 = it is, Infinity = it never was. */
  readonly notReadyFor: number;
  readonly free: boolean;
  /** Of the process, where it is one of its own. */
  readonly pid: number | undefined;
  readonly restarts: number;
  /** Resolves when the model is loaded; rejects when it cannot be. */
  start(): Promise<LoadedOn>;
  /** @throws InferenceEnded; TOO_LARGE; what the task itself is refused with, by its code */
  run(task: InferenceTask): Promise<InferenceResult>;
  stop(): Promise<void>;
}
