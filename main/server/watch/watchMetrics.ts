// The figures of the watch for /metrics, each beside what was to be expected of it. Series are one a column at most.
import { sample, type MetricsText } from '../metrics/series.ts';
import type { DataWatch } from './dataWatch.ts';
import type { FeatureWatch } from './featureWatch.ts';

function writeFeatures(text: MetricsText, { features, enough }: DataWatch): void {
  const each = (name: string, of: readonly FeatureWatch[], value: (feature: FeatureWatch) => number): string[] =>
    of.map((feature) => sample(name, { feature: feature.baseline.column }, value(feature)));
  const known = features.filter((feature) => feature.rows >= enough);
  const gauge = (name: string, help: string, lines: string[]): void => text.writeAny(name, 'gauge', help, lines);
  gauge(
    'drydock_input_null_ratio',
    'Share of the last rows without a value.',
    each('drydock_input_null_ratio', known, (feature) => feature.nullRatio),
  );
  gauge(
    'drydock_input_null_ratio_limit',
    'Largest such share to be expected, from the validated rows.',
    each('drydock_input_null_ratio_limit', features, (feature) => feature.baseline.limits.missing),
  );
  text.writeAny(
    'drydock_input_out_of_range_total',
    'counter',
    'Numbers below or above all that were validated.',
    each(
      'drydock_input_out_of_range_total',
      features.filter((feature) => feature.baseline.range !== null),
      (feature) => feature.outOfRange,
    ),
  );
  text.writeAny(
    'drydock_input_unseen_category_total',
    'counter',
    'Texts that no validated row has.',
    each(
      'drydock_input_unseen_category_total',
      features.filter((feature) => feature.isText && feature.baseline.complete),
      (feature) => feature.unseen,
    ),
  );
  const distances = known.flatMap((feature) => {
    const { distance } = feature;
    return distance ? [{ feature: feature.baseline.column, ...distance }] : [];
  });
  gauge(
    'drydock_feature_psi',
    'Population stability index of the last rows against the validated ones.',
    distances.map(({ feature, psi }) => sample('drydock_feature_psi', { feature }, psi)),
  );
  gauge(
    'drydock_feature_psi_limit',
    'Largest such index to be expected, from the windows of the validated rows.',
    each('drydock_feature_psi_limit', features, (feature) => feature.baseline.limits.psi),
  );
  gauge(
    'drydock_feature_js',
    'Jensen-Shannon distance of the last rows from the validated ones, 0 to 1.',
    distances.map(({ feature, js }) => sample('drydock_feature_js', { feature }, js)),
  );
}

function writeInterval(
  text: MetricsText,
  { name, help }: { name: string; help: string },
  interval: { value: number; low: number; high: number } | null,
): void {
  if (!interval) return;
  text.single(name, 'gauge', help, interval.value);
  text.single(`${name}_low`, 'gauge', `Lower bound of ${name}.`, interval.low);
  text.single(`${name}_high`, 'gauge', `Upper bound of ${name}.`, interval.high);
}

export function writeWatch(text: MetricsText, watch: DataWatch): void {
  const { baseline, labels } = watch;
  text.single('drydock_watch_rows', 'gauge', 'Rows that figures of the last rows are of.', watch.windowSize);
  text.single('drydock_watch_window_rows', 'gauge', 'Rows that they are of at most.', watch.windowRows);
  text.single('drydock_watch_skipped_rows_total', 'counter', 'Rows that were not looked at for lack of time.', watch.skippedRows);
  writeFeatures(text, watch);
  const { predictionPsi } = watch;
  if (predictionPsi !== null) {
    text.single(
      'drydock_prediction_psi',
      'gauge',
      'Population stability index of the last predictions against the validated ones.',
      predictionPsi,
    );
  }
  text.single('drydock_prediction_psi_limit', 'gauge', 'Largest such index to be expected.', baseline.predictions.limits.psi);
  text.writeAny('drydock_confidence', 'histogram', 'Score of the predicted class.', watch.confidence.lines('drydock_confidence'));
  writeInterval(
    text,
    { name: 'drydock_accuracy_estimate', help: 'Accuracy of the last rows as their scores let expect it, without labels.' },
    watch.accuracyEstimate,
  );
  if (baseline.estimate) {
    text.single('drydock_accuracy_estimate_limit', 'gauge', 'Lowest estimate to be expected.', baseline.estimate.least);
  }
  const validated = baseline.metrics.accuracy?.value ?? null;
  if (validated !== null) text.single('drydock_accuracy_validated', 'gauge', 'Accuracy in the validation.', validated);
  text.write('drydock_feedback_total', 'counter', 'Labels by whether their prediction is still remembered.', [
    sample('drydock_feedback_total', { joined: 'true' }, labels.joined),
    sample('drydock_feedback_total', { joined: 'false' }, labels.unknown),
  ]);
  writeInterval(
    text,
    { name: 'drydock_accuracy', help: 'Share of the last labels from feedback that were predicted, with its 95 % interval.' },
    labels.accuracy,
  );
  const { meanAbsoluteError } = labels;
  if (meanAbsoluteError !== null) {
    text.single('drydock_mean_absolute_error', 'gauge', 'Of the last labels from feedback.', meanAbsoluteError);
  }
}

/** For the page at `/`. */
export function watchWords(watch: DataWatch): string[] {
  if (watch.windowSize < watch.enough) {
    return [`${watch.windowSize} rows so far; they are compared with the validated ones from ${watch.enough} on.`];
  }
  const moved = watch.features.filter((feature) => (feature.distance?.psi ?? 0) > feature.baseline.limits.psi);
  const emptier = watch.features.filter((feature) => feature.nullRatio > feature.baseline.limits.missing);
  const names = (features: readonly FeatureWatch[]): string => features.map(({ baseline }) => baseline.column).join(', ');
  const estimate = watch.accuracyEstimate;
  return [
    moved.length === 0
      ? `The last ${watch.windowSize} rows look like the validated ones.`
      : `Of the last ${watch.windowSize} rows, these columns have moved further than in the validation: ${names(moved)}.`,
    ...(emptier.length === 0 ? [] : [`More values are missing than in the validation: ${names(emptier)}.`]),
    ...(estimate ? [`Accuracy to be expected by the scores: ${(100 * estimate.value).toFixed(1)} %.`] : []),
  ];
}
