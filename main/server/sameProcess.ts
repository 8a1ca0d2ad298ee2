// Inference in the server's own process: no change of process for each batch, and nothing between a crash of the runtime and the server.
import { fromWire, isAppError, toWire } from '../../app/base/errors.ts';
import { runtimeVersion } from '../../app/inference/runtime.ts';
import type { InferenceResult, InferenceTask, LoadedOn } from './inferenceProtocol.ts';
import type { InferenceWorker, WorkerOptions } from './inferenceWorker.ts';
import { loadModel, type LoadedModel } from './loadedModel.ts';

export class SameProcess implements InferenceWorker {
  readonly pid = undefined;
  readonly restarts = 0;
  readonly #options: WorkerOptions;
  #loaded: LoadedModel | null = null;
  #isBusy = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#loaded !== null;
  }

  get notReadyFor(): number {
    return this.ready ? 0 : Infinity;
  }

  get free(): boolean {
    return this.ready && !this.#isBusy;
  }

  async start(): Promise<LoadedOn> {
    const loaded = await loadModel(this.#options.start);
    const runtime = await runtimeVersion();
    this.#loaded = loaded;
    this.#options.onFree();
    return { provider: loaded.session.provider, runtime };
  }

  async run(task: InferenceTask): Promise<InferenceResult> {
    if (!this.#loaded || this.#isBusy) throw new Error('The model has work already, or is not loaded.');
    this.#isBusy = true;
    try {
      return await this.#loaded.run(task);
    } catch (error) {
      if (!isAppError(error)) this.#options.log('error', 'inference failed', { detail: String(error) });
      // In the words that a client may read, as they come from a process of its own.
      throw fromWire(toWire(error));
    } finally {
      this.#isBusy = false;
      this.#options.onFree();
    }
  }

  async stop(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    await loaded?.session.close();
  }
}
