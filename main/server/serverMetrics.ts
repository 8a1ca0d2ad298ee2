// Prometheus text exposition (format 0.0.4). Label values come from closed sets, so the number of series is bounded.
import type { LogCounts } from './predictionLog/predictionLog.ts';

interface Series {
  labels: Record<string, string>;
  value: number;
}

function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}

function labelText(labels: Record<string, string>): string {
  const entries = Object.entries(labels);
  return entries.length === 0 ? '' : `{${entries.map(([key, value]) => `${key}="${escapeLabel(value)}"`).join(',')}}`;
}

class Counter {
  readonly #series = new Map<string, Series>();

  add(labels: Record<string, string>, amount = 1): void {
    const key = labelText(labels);
    const series = this.#series.get(key);
    if (series) series.value += amount;
    else this.#series.set(key, { labels, value: amount });
  }

  lines(name: string): string[] {
    return [...this.#series].map(([key, series]) => `${name}${key} ${series.value}`);
  }
}

/** Upper bounds in seconds, from a tree model's single row to a large batch. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

class Histogram {
  readonly #series = new Map<string, { labels: Record<string, string>; counts: number[]; sum: number; count: number }>();

  observe(labels: Record<string, string>, seconds: number): void {
    const key = labelText(labels);
    let series = this.#series.get(key);
    if (!series) this.#series.set(key, (series = { labels, counts: bounds.map(() => 0), sum: 0, count: 0 }));
    series.sum += seconds;
    series.count += 1;
    for (const [index, bound] of bounds.entries()) if (seconds <= bound) series.counts[index]! += 1;
  }

  lines(name: string): string[] {
    return [...this.#series.values()].flatMap((series) => [
      ...bounds.map(
        (bound, index) => `${name}_bucket${labelText({ ...series.labels, le: String(bound) })} ${series.counts[index]}`,
      ),
      `${name}_bucket${labelText({ ...series.labels, le: '+Inf' })} ${series.count}`,
      `${name}_sum${labelText(series.labels)} ${series.sum}`,
      `${name}_count${labelText(series.labels)} ${series.count}`,
    ]);
  }
}

export interface Gauges {
  ready: boolean;
  inFlight: number;
  waiting: number;
  restarts: number;
  /** Null = there is no prediction log. */
  log: LogCounts | null;
}

export class ServerMetrics {
  readonly requests = new Counter();
  readonly durations = new Histogram();
  readonly inference = new Histogram();
  readonly rows = new Counter();
  readonly rejectedRows = new Counter();
  readonly predictions = new Counter();
  readonly abstained = new Counter();
  readonly errors = new Counter();
  readonly #info: Record<string, string>;

  constructor(info: Record<string, string>) {
    this.#info = info;
  }

  text(gauges: Gauges): string {
    const lines: string[] = [];
    const write = (name: string, type: string, help: string, samples: string[]): void => {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples);
    };
    const single = (name: string, type: string, help: string, value: number): void =>
      write(name, type, help, [`${name} ${value}`]);

    write('drydock_model_info', 'gauge', 'What is served; always 1.', [`drydock_model_info${labelText(this.#info)} 1`]);
    single('drydock_ready', 'gauge', '1 when the model answers.', gauges.ready ? 1 : 0);
    write('drydock_requests_total', 'counter', 'Requests by route and status.', this.requests.lines('drydock_requests_total'));
    write(
      'drydock_errors_total',
      'counter',
      'Requests that were refused or failed, by route and kind.',
      this.errors.lines('drydock_errors_total'),
    );
    write(
      'drydock_request_duration_seconds',
      'histogram',
      'From the head of the request to the end of the answer.',
      this.durations.lines('drydock_request_duration_seconds'),
    );
    write(
      'drydock_inference_duration_seconds',
      'histogram',
      'Waiting, preparation and inference together.',
      this.inference.lines('drydock_inference_duration_seconds'),
    );
    write('drydock_rows_total', 'counter', 'Rows received for prediction.', this.rows.lines('drydock_rows_total'));
    write(
      'drydock_rows_rejected_total',
      'counter',
      'Rows without a prediction: a value was missing and the validated policy rejects that.',
      this.rejectedRows.lines('drydock_rows_rejected_total'),
    );
    write('drydock_predictions_total', 'counter', 'Predictions by class.', this.predictions.lines('drydock_predictions_total'));
    const abstained = this.abstained.lines('drydock_predictions_abstained_total');
    if (abstained.length > 0) {
      write(
        'drydock_predictions_abstained_total',
        'counter',
        'Predictions marked as unsure by the validated gate, by class.',
        abstained,
      );
    }
    single('drydock_requests_in_flight', 'gauge', 'Requests being answered.', gauges.inFlight);
    single('drydock_queue_length', 'gauge', 'Requests waiting for the model.', gauges.waiting);
    single('drydock_inference_restarts_total', 'counter', 'Times the inference process had to be started anew.', gauges.restarts);
    if (gauges.log) this.#writeLog(gauges.log, write);
    single('process_resident_memory_bytes', 'gauge', 'Resident memory of the serving process.', process.memoryUsage.rss());
    single('process_uptime_seconds', 'gauge', 'Seconds since start.', Math.round(process.uptime() * 1000) / 1000);
    return `${lines.join('\n')}\n`;
  }

  #writeLog(
    { logged, dropped, removedFiles }: LogCounts,
    write: (name: string, type: string, help: string, samples: string[]) => void,
  ): void {
    write('drydock_log_rows_total', 'counter', 'Rows written to the prediction log, by kind of file.', [
      `drydock_log_rows_total{kind="predictions"} ${logged.predictions}`,
      `drydock_log_rows_total{kind="feedback"} ${logged.feedback}`,
    ]);
    write('drydock_log_dropped_total', 'counter', 'Rows that the prediction log lost: the queue was full, or the disk.', [
      `drydock_log_dropped_total{reason="queue"} ${dropped.queue}`,
      `drydock_log_dropped_total{reason="disk"} ${dropped.disk}`,
    ]);
    write('drydock_log_removed_files_total', 'counter', 'Old files of the prediction log that made room for new ones.', [
      `drydock_log_removed_files_total ${removedFiles}`,
    ]);
  }
}
