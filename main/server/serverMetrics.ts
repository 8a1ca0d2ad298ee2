// What the server counts of itself, for /metrics.
import { Counter, Histogram, MetricsText, sample } from './metrics/series.ts';
import { TritonCounts } from './metrics/tritonNames.ts';
import type { AnsweredBatch } from './pool/inferencePool.ts';
import type { LogCounts } from './predictionLog/predictionLog.ts';

export interface Gauges {
  ready: boolean;
  inFlight: number;
  waiting: number;
  restarts: number;
  workers: { ready: number; all: number };
  /** What a batch costs in milliseconds: a for each row, b for itself. Null = not known. */
  cost: { a: number; b: number } | null;
  /** Null = there is no prediction log. */
  log: LogCounts | null;
}

const sizeBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384];

export class ServerMetrics {
  readonly requests = new Counter();
  readonly durations = new Histogram();
  readonly inference = new Histogram();
  readonly rows = new Counter();
  readonly rejectedRows = new Counter();
  readonly predictions = new Counter();
  readonly abstained = new Counter();
  readonly errors = new Counter();
  readonly triton: TritonCounts;
  readonly #batchRequests = new Histogram(sizeBounds);
  readonly #batchRows = new Histogram(sizeBounds);
  readonly #queued = new Histogram();
  readonly #computed = new Histogram();
  readonly #info: Record<string, string>;

  constructor(info: { name: string; version: string; sha256: string }) {
    this.#info = { ...info };
    this.triton = new TritonCounts(info);
  }

  /** The version of the runtime that really loaded the model. */
  runsOn(onnxruntime: string): void {
    this.#info['onnxruntime'] = onnxruntime;
  }

  batch(batch: AnsweredBatch): void {
    this.#batchRequests.observe({}, batch.requests);
    this.#batchRows.observe({}, batch.rows);
    this.#computed.observe({}, batch.ms / 1000);
    for (const waited of batch.waitedMs) this.#queued.observe({}, waited / 1000);
    this.triton.batch(batch);
  }

  /** `further` writes what is measured elsewhere. */
  text(gauges: Gauges, further: (text: MetricsText) => void): string {
    const text = new MetricsText();
    text.write('drydock_model_info', 'gauge', 'What is served; always 1.', [sample('drydock_model_info', this.#info, 1)]);
    text.single('drydock_ready', 'gauge', '1 when the model answers.', gauges.ready ? 1 : 0);
    this.#writeRequests(text);
    this.#writeRows(text);
    text.single('drydock_requests_in_flight', 'gauge', 'Requests being answered.', gauges.inFlight);
    text.single('drydock_queue_length', 'gauge', 'Requests waiting for the model.', gauges.waiting);
    this.#writePool(text, gauges);
    if (gauges.log) this.#writeLog(text, gauges.log);
    further(text);
    this.triton.write(text, gauges.waiting);
    text.single('process_resident_memory_bytes', 'gauge', 'Resident memory of the serving process.', process.memoryUsage.rss());
    text.single('process_uptime_seconds', 'gauge', 'Seconds since start.', Math.round(process.uptime() * 1000) / 1000);
    return text.toString();
  }

  #writeRequests(text: MetricsText): void {
    text.write(
      'drydock_requests_total',
      'counter',
      'Requests by route and status.',
      this.requests.lines('drydock_requests_total'),
    );
    text.write(
      'drydock_errors_total',
      'counter',
      'Requests that were refused or failed, by route and kind.',
      this.errors.lines('drydock_errors_total'),
    );
    text.write(
      'drydock_request_duration_seconds',
      'histogram',
      'From the head of the request to the end of the answer.',
      this.durations.lines('drydock_request_duration_seconds'),
    );
    text.write(
      'drydock_inference_duration_seconds',
      'histogram',
      'Waiting, preparation and inference together.',
      this.inference.lines('drydock_inference_duration_seconds'),
    );
  }

  #writeRows(text: MetricsText): void {
    text.write('drydock_rows_total', 'counter', 'Rows received for prediction.', this.rows.lines('drydock_rows_total'));
    text.write(
      'drydock_rows_rejected_total',
      'counter',
      'Rows without a prediction: a value was missing and the validated policy rejects that.',
      this.rejectedRows.lines('drydock_rows_rejected_total'),
    );
    text.write(
      'drydock_predictions_total',
      'counter',
      'Predictions by class.',
      this.predictions.lines('drydock_predictions_total'),
    );
    text.writeAny(
      'drydock_predictions_abstained_total',
      'counter',
      'Predictions marked as unsure by the validated gate, by class.',
      this.abstained.lines('drydock_predictions_abstained_total'),
    );
  }

  #writePool(text: MetricsText, { workers, restarts, cost }: Gauges): void {
    text.single('drydock_workers', 'gauge', 'Inference processes that are to run.', workers.all);
    text.single('drydock_workers_ready', 'gauge', 'Inference processes that have the model loaded.', workers.ready);
    text.single('drydock_inference_restarts_total', 'counter', 'Times an inference process had to be started anew.', restarts);
    text.write(
      'drydock_queue_duration_seconds',
      'histogram',
      'How long requests waited for the model.',
      this.#queued.lines('drydock_queue_duration_seconds'),
    );
    text.write(
      'drydock_batch_duration_seconds',
      'histogram',
      'Preparation and inference of one batch.',
      this.#computed.lines('drydock_batch_duration_seconds'),
    );
    text.write(
      'drydock_batch_requests',
      'histogram',
      'Requests that ran together.',
      this.#batchRequests.lines('drydock_batch_requests'),
    );
    text.write('drydock_batch_rows', 'histogram', 'Rows that ran together.', this.#batchRows.lines('drydock_batch_rows'));
    if (!cost) return;
    text.write(
      'drydock_batch_cost_seconds',
      'gauge',
      'What a batch costs, fitted to the last ones: of each row, and of itself.',
      [
        sample('drydock_batch_cost_seconds', { part: 'row' }, cost.a / 1000),
        sample('drydock_batch_cost_seconds', { part: 'batch' }, cost.b / 1000),
      ],
    );
  }

  #writeLog(text: MetricsText, { logged, dropped, removedFiles }: LogCounts): void {
    text.write('drydock_log_rows_total', 'counter', 'Rows written to the prediction log, by kind of file.', [
      sample('drydock_log_rows_total', { kind: 'predictions' }, logged.predictions),
      sample('drydock_log_rows_total', { kind: 'feedback' }, logged.feedback),
    ]);
    text.write('drydock_log_dropped_total', 'counter', 'Rows that the prediction log lost: the queue was full, or the disk.', [
      sample('drydock_log_dropped_total', { reason: 'queue' }, dropped.queue),
      sample('drydock_log_dropped_total', { reason: 'disk' }, dropped.disk),
    ]);
    text.single(
      'drydock_log_removed_files_total',
      'counter',
      'Old files of the prediction log that made room for new ones.',
      removedFiles,
    );
  }
}
