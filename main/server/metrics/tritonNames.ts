// The names that NVIDIA Triton gives to the same figures, so that dashboards and autoscalers made for it find them.
// Source: triton-inference-server/server docs/user_guide/metrics.md. Times are sums in microseconds.
import type { AnsweredBatch } from '../pool/inferencePool.ts';
import { labelText, type MetricsText } from './series.ts';

export class TritonCounts {
  readonly #labels: string;
  #success = 0;
  #rejected = 0;
  #failed = 0;
  #rows = 0;
  #batches = 0;
  #requestUs = 0;
  #queueUs = 0;
  #computeUs = 0;

  constructor(model: { name: string; version: string }) {
    this.#labels = labelText({ model: model.name, version: model.version });
  }

  answered(ms: number): void {
    this.#success += 1;
    this.#requestUs += ms * 1000;
  }

  /** `isFull`: no place in the queue, which Triton calls REJECTED. What the client did wrong is no failure of the model. */
  failed(isFull: boolean): void {
    if (isFull) this.#rejected += 1;
    else this.#failed += 1;
  }

  batch({ rows, ms, waitedMs }: AnsweredBatch): void {
    this.#batches += 1;
    this.#rows += rows;
    // Triton counts the time of a batch for each request in it.
    this.#computeUs += ms * 1000 * waitedMs.length;
    for (const waited of waitedMs) this.#queueUs += waited * 1000;
  }

  write(text: MetricsText, pending: number): void {
    const counter = (name: string, help: string, value: number): void =>
      text.write(name, 'counter', help, [`${name}${this.#labels} ${Math.round(value)}`]);
    counter('nv_inference_request_success', 'Requests for predictions that were answered.', this.#success);
    const failure = (reason: string, value: number): string =>
      `nv_inference_request_failure${this.#labels.slice(0, -1)},reason="${reason}"} ${value}`;
    text.write('nv_inference_request_failure', 'counter', 'Requests for predictions that the server could not answer.', [
      failure('REJECTED', this.#rejected),
      failure('BACKEND', this.#failed),
    ]);
    counter('nv_inference_count', 'Rows that the model was run on.', this.#rows);
    counter('nv_inference_exec_count', 'Batches that the model was run on.', this.#batches);
    counter('nv_inference_request_duration_us', 'Answered requests, from head to answer.', this.#requestUs);
    counter('nv_inference_queue_duration_us', 'Waiting for the model.', this.#queueUs);
    counter('nv_inference_compute_infer_duration_us', 'Preparation and inference.', this.#computeUs);
    text.write('nv_inference_pending_request_count', 'gauge', 'Requests waiting for the model.', [
      `nv_inference_pending_request_count${this.#labels} ${pending}`,
    ]);
  }
}
