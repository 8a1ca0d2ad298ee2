// What /metrics of a running server says: figures since its start. Rows and labels are in its log, not here.
import type { Interval } from '../api/schemas/common.ts';
import type { ServerFigures } from '../api/schemas/monitor.ts';
import { AppError } from '../base/errors.ts';

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
export function serverFigures(text: string): ServerFigures {
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
  const bound = (share: number): ServerFigures['latencyMs']['p50'] => {
    const seconds = quantileBound(ascending, share);
    return seconds === Infinity ? 'more than 30 s' : seconds === null ? null : seconds * 1000;
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
    watch: of('drydock_watch_rows').length > 0 ? watchOf(of) : null,
  };
}

function watchOf(of: (name: string) => Sample[]): ServerFigures['watch'] {
  const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
  const only = (name: string): number | null => finite(of(name)[0]?.value);
  const byColumn = (name: string): Map<string, number> =>
    new Map(of(name).map(({ labels, value }) => [labels['feature'] ?? '', value]));
  const withLimit = (name: string): ((column: string) => { value: number | null; limit: number | null }) => {
    const [values, limits] = [byColumn(name), byColumn(`${name}_limit`)];
    return (column) => ({ value: finite(values.get(column)), limit: finite(limits.get(column)) });
  };
  const interval = (name: string): Interval => ({ value: only(name), low: only(`${name}_low`), high: only(`${name}_high`) });
  const [missing, psi] = [withLimit('drydock_input_null_ratio'), withLimit('drydock_feature_psi')];
  const [unseen, outOfRange] = [byColumn('drydock_input_unseen_category_total'), byColumn('drydock_input_out_of_range_total')];
  return {
    rows: only('drydock_watch_rows') ?? 0,
    windowRows: only('drydock_watch_window_rows') ?? 0,
    columns: [...byColumn('drydock_feature_psi_limit').keys()].map((name) => ({
      name,
      missing: missing(name),
      psi: psi(name),
      unseen: unseen.get(name) ?? null,
      outOfRange: outOfRange.get(name) ?? null,
    })),
    predictionPsi: { value: only('drydock_prediction_psi'), limit: only('drydock_prediction_psi_limit') },
    estimatedAccuracy: interval('drydock_accuracy_estimate'),
    accuracy: interval('drydock_accuracy'),
    meanAbsoluteError: only('drydock_mean_absolute_error'),
    validatedAccuracy: only('drydock_accuracy_validated'),
    // Those without a prediction to join are no part of the accuracy.
    labels: of('drydock_feedback_total').reduce((sum, { labels, value }) => (labels['joined'] === 'true' ? sum + value : sum), 0),
  };
}
