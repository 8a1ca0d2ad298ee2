// monitoring/alerts.yml: alerts with limits from what the validated rows themselves varied by.
import type { Baseline } from '../../api/schemas/monitoring.ts';

interface Alert {
  name: string;
  expr: string;
  /** How long it must hold. */
  lasting: string;
  severity: 'critical' | 'warning';
  summary: string;
  description: string;
}

const requests = 'drydock_requests_total{route=~"predict|model infer"}';

/** Is it up, fast and well? */
const operation: Alert[] = [
  {
    name: 'DrydockNotReady',
    expr: 'drydock_ready == 0',
    lasting: '1m',
    severity: 'critical',
    summary: '{{ $labels.instance }} does not answer predictions',
    description: 'No inference process has the model loaded, or the server is shutting down. See its log.',
  },
  {
    name: 'DrydockDown',
    expr: 'up{job="drydock"} == 0',
    lasting: '1m',
    severity: 'critical',
    summary: '{{ $labels.instance }} cannot be reached',
    description: 'Prometheus gets no answer from /metrics.',
  },
  {
    name: 'DrydockErrors',
    expr: `sum by (instance) (rate(drydock_requests_total{route=~"predict|model infer",status=~"5.."}[5m])) / sum by (instance) (rate(${requests}[5m])) > 0.01`,
    lasting: '5m',
    severity: 'critical',
    summary: '{{ $value | humanizePercentage }} of the requests to {{ $labels.instance }} fail',
    description: 'drydock_errors_total says by which code; the log says why.',
  },
  {
    name: 'DrydockRefused',
    expr: `sum by (instance) (rate(drydock_requests_total{route=~"predict|model infer",status=~"4.."}[15m])) / sum by (instance) (rate(${requests}[15m])) > 0.05`,
    lasting: '15m',
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of the requests to {{ $labels.instance }} are refused',
    description: 'A client sends what the validated preparation does not take (400, 413), or too much at once (429).',
  },
  {
    name: 'DrydockSlow',
    expr: 'histogram_quantile(0.99, sum by (instance, le) (rate(drydock_request_duration_seconds_bucket{route=~"predict|model infer"}[5m]))) > 1',
    lasting: '10m',
    severity: 'warning',
    summary: '99 % of the answers of {{ $labels.instance }} take up to {{ $value | humanizeDuration }}',
    description: 'Compare drydock_queue_duration_seconds with drydock_batch_duration_seconds: is it waiting, or the model?',
  },
  {
    name: 'DrydockQueue',
    expr: 'histogram_quantile(0.9, sum by (instance, le) (rate(drydock_queue_duration_seconds_bucket[5m]))) > 0.25',
    lasting: '10m',
    severity: 'warning',
    summary: 'Requests wait {{ $value | humanizeDuration }} for the model of {{ $labels.instance }}',
    description: 'More replicas or more WORKERS are needed, or larger batches (MAX_BATCH_ROWS, MAX_BATCH_DELAY_MS).',
  },
  {
    name: 'DrydockRestarts',
    expr: 'increase(drydock_inference_restarts_total[15m]) > 3',
    lasting: '0m',
    severity: 'critical',
    summary: 'The inference processes of {{ $labels.instance }} were started anew {{ $value | humanize }} times',
    description: 'Out of memory, or a request that the runtime does not survive. The log names code and signal.',
  },
];

const window =
  'of the last {{ with printf "drydock_watch_rows{instance=%q}" .Labels.instance | query }}{{ . | first | value }}{{ end }} rows';
/** Only where the window is full: limits are for so many rows. */
const whereFull = 'and on (instance, job) (drydock_watch_rows >= drydock_watch_window_rows)';

/** Do the rows that come in look like those that were validated? */
const data: Alert[] = [
  {
    name: 'DrydockFeatureDrift',
    expr: `(drydock_feature_psi > drydock_feature_psi_limit) ${whereFull}`,
    lasting: '10m',
    severity: 'warning',
    summary: 'The column {{ $labels.feature }} has moved further than in the validation',
    description: `Its population stability index ${window} is {{ $value | humanize }}. The limit is drydock_feature_psi_limit, the most that the windows of the validated rows reached.`,
  },
  {
    name: 'DrydockMissingValues',
    expr: `(drydock_input_null_ratio > drydock_input_null_ratio_limit) ${whereFull}`,
    lasting: '10m',
    severity: 'warning',
    summary: 'The column {{ $labels.feature }} is missing more often than in the validation',
    description: `${window[0]?.toUpperCase() ?? ''}${window.slice(1)}, {{ $value | humanizePercentage }} have no value.`,
  },
  {
    name: 'DrydockUnseenCategories',
    expr: 'rate(drydock_input_unseen_category_total[15m]) / on (instance, job) group_left () sum by (instance, job) (rate(drydock_rows_total[15m])) > 0.01',
    lasting: '10m',
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of the rows have a {{ $labels.feature }} that no validated row has',
    description: 'The model has never been judged on it.',
  },
  {
    name: 'DrydockOutOfRange',
    expr: 'rate(drydock_input_out_of_range_total[15m]) / on (instance, job) group_left () sum by (instance, job) (rate(drydock_rows_total[15m])) > 0.01',
    lasting: '10m',
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of the rows have a {{ $labels.feature }} beyond all that was validated',
    description: 'A change of unit, or a world that has changed.',
  },
  {
    name: 'DrydockPredictionDrift',
    expr: `(drydock_prediction_psi > drydock_prediction_psi_limit) ${whereFull}`,
    lasting: '10m',
    severity: 'warning',
    summary: 'The predictions of {{ $labels.instance }} have moved further than in the validation',
    description: `Their population stability index ${window} is {{ $value | humanize }}.`,
  },
];

/** Is it still right? Needs scores for the estimate, and feedback for the figure itself. */
function quality({ estimate, metrics }: Baseline): Alert[] {
  const low = metrics.accuracy?.low ?? null;
  return [
    ...(estimate
      ? [
          {
            name: 'DrydockEstimatedAccuracy',
            expr: `(drydock_accuracy_estimate < ${estimate.least}) ${whereFull}`,
            lasting: '10m',
            severity: 'warning' as const,
            summary: 'By its scores, {{ $labels.instance }} is right less often than in any window of the validation',
            description: `Estimated accuracy without labels is {{ $value | humanizePercentage }}; ${(100 * estimate.least).toFixed(1)} % was the least to be expected.`,
          },
        ]
      : []),
    ...(low === null
      ? []
      : [
          {
            name: 'DrydockAccuracy',
            expr: `drydock_accuracy_high < ${low}`,
            lasting: '10m',
            severity: 'critical' as const,
            summary: '{{ $labels.instance }} is right less often than in the validation',
            description: `Of the last labels from feedback, at most {{ $value | humanizePercentage }} were predicted (upper bound); the validation found at least ${(100 * low).toFixed(1)} %.`,
          },
        ]),
  ];
}

const quoted = (text: string): string => JSON.stringify(text);

interface Rule {
  [key: string]: string | Record<string, string>;
  alert: string;
  expr: string;
  for: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Groups of rules as Prometheus takes them. `job`: as it calls the scraped servers. */
export function alertGroups(baseline: Baseline, job: string): { name: string; rules: Rule[] }[] {
  const rule = ({ name, expr, lasting, severity, summary, description }: Alert): Rule => ({
    alert: name,
    expr: expr.replaceAll('job="drydock"', `job=${quoted(job)}`),
    for: lasting,
    labels: { severity },
    annotations: { summary, description },
  });
  const groups = { 'drydock-operation': operation, 'drydock-data': data, 'drydock-quality': quality(baseline) };
  return Object.entries(groups).flatMap(([name, alerts]) => (alerts.length === 0 ? [] : [{ name, rules: alerts.map(rule) }]));
}

function ruleText({ alert, expr, for: lasting, labels, annotations }: Rule): string {
  return `      - alert: ${alert}
        expr: ${quoted(expr)}
        for: ${lasting}
        labels:
          severity: ${labels['severity'] ?? ''}
        annotations:
          summary: ${quoted(annotations['summary'] ?? '')}
          description: ${quoted(annotations['description'] ?? '')}
`;
}

/** Rules for Prometheus. YAML takes the quoted strings of JSON as they are. */
export function alertRules(baseline: Baseline): string {
  const groups = alertGroups(baseline, 'drydock').map(
    ({ name, rules }) => `  - name: ${name}\n    rules:\n${rules.map(ruleText).join('')}`,
  );
  return `# Limits of data and predictions are what windows of the validated rows reached: see baseline.json, and the
# *_limit figures that the server gives beside its own. Those of operation are common ones: adapt them to what you promise.
groups:
${groups.join('')}`;
}
