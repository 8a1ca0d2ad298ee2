// What /metrics of a running server says: figures since its start. Rows and labels are in its log, not here.
import { AppError } from '../base/errors.ts';

export interface LiveFigures {
  model: string;
  requests: number;
  /** Answered with an error, by its code. */
  errors: { code: string; count: number }[];
  rows: number;
  rejectedRows: number;
  /** Of named rows; the server does not count the classes of tensor requests. */
  predictions: { label: string; count: number }[];
  /** Upper bounds in milliseconds, as the histogram tells them. Null = no request yet. */
  latencyMs: { p50: number | null; p95: number | null; p99: number | null };
  /** Null = it logs nothing. */
  log: { rows: number; dropped: number } | null;
}

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Prometheus text exposition format 0.0.4. Lines that are none are passed over. */
export function parseExposition(text: string): Sample[] {
  return text.split('\n').flatMap((line): Sample[] => {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (!match) return [];
    const [, name = '', labelText = '', value = ''] = match;
    const labels = Array.from(labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g), ([, key = '', raw = '']): [string, string] => [
      key,
      raw.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char)),
    ]);
    return [{ name, labels: Object.fromEntries(labels), value: value === '+Inf' ? Infinity : Number(value) }];
  });
}

/**
 * Upper bound of the bucket in which the quantile lies: all that a histogram knows for sure.
 * @param buckets cumulative counts by upper bound
 */
function quantileBound(buckets: [number, number][], share: number): number | null {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total === 0) return null;
  return buckets.find(([, count]) => count >= share * total)?.[0] ?? null;
}

/** @throws DATA_INVALID for a page that is no /metrics of a bundle's server */
export function liveFigures(text: string): LiveFigures {
  const samples = parseExposition(text);
  const info = samples.find(({ name }) => name === 'drydock_model_info');
  if (!info) {
    throw new AppError('DATA_INVALID', 'This is no /metrics of the server of a bundle.', {
      hint: 'Give the address that the server listens on, for instance http://127.0.0.1:8080.',
    });
  }
  const of = (name: string): Sample[] => samples.filter((sample) => sample.name === name);
  const total = (name: string): number => of(name).reduce((sum, { value }) => sum + value, 0);
  const counts = (name: string, label: string): [string, number][] => {
    const sums = new Map<string, number>();
    for (const { labels, value } of of(name)) sums.set(labels[label] ?? '', (sums.get(labels[label] ?? '') ?? 0) + value);
    return [...sums].sort((a, b) => b[1] - a[1]);
  };
  const answering = (labels: Record<string, string>): boolean =>
    labels['route'] === 'predict' || labels['route'] === 'model infer';
  const buckets = new Map<number, number>();
  for (const { labels, value } of of('drydock_request_duration_seconds_bucket').filter((one) => answering(one.labels))) {
    const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
    buckets.set(bound, (buckets.get(bound) ?? 0) + value);
  }
  const ascending = [...buckets].sort((a, b) => a[0] - b[0]);
  const bound = (share: number): number | null => {
    const seconds = quantileBound(ascending, share);
    return seconds === null ? null : seconds * 1000;
  };
  return {
    model: info.labels['name'] ?? '',
    requests: of('drydock_requests_total').reduce((sum, { labels, value }) => (answering(labels) ? sum + value : sum), 0),
    errors: counts('drydock_errors_total', 'code').map(([code, count]) => ({ code, count })),
    rows: total('drydock_rows_total'),
    rejectedRows: total('drydock_rows_rejected_total'),
    predictions: counts('drydock_predictions_total', 'class').map(([label, count]) => ({ label, count })),
    latencyMs: { p50: bound(0.5), p95: bound(0.95), p99: bound(0.99) },
    log:
      of('drydock_log_rows_total').length > 0
        ? { rows: total('drydock_log_rows_total'), dropped: total('drydock_log_dropped_total') }
        : null,
  };
}
