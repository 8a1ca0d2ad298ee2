// monitoring/grafana-dashboard.json: how the server does, what comes in, and whether it is still right.
interface Query {
  expr: string;
  legend: string;
}

interface Panel {
  title: string;
  what: string;
  unit: string;
  kind?: 'timeseries' | 'stat' | 'bargauge';
  queries: Query[];
  /** Of 24. */
  width?: number;
}

const prediction = 'route=~"predict|model infer"';
const quantile = (share: number, name: string, labels = ''): string =>
  `histogram_quantile(${share}, sum by (le) (rate(${name}_bucket{instance=~"$instance"${labels}}[$__rate_interval])))`;
const here = '{instance=~"$instance"}';

const rows: { title: string; panels: Panel[] }[] = [
  {
    title: 'Operation',
    panels: [
      {
        title: 'Ready',
        what: 'Replicas that answer.',
        unit: 'short',
        kind: 'stat',
        width: 4,
        queries: [{ expr: `sum(drydock_ready${here})`, legend: 'ready' }],
      },
      {
        title: 'Requests',
        what: 'Predictions asked for, by status.',
        unit: 'reqps',
        width: 10,
        queries: [
          {
            expr: `sum by (status) (rate(drydock_requests_total{instance=~"$instance",${prediction}}[$__rate_interval]))`,
            legend: '{{status}}',
          },
        ],
      },
      {
        title: 'Time to an answer',
        what: 'From the head of the request to the end of the answer.',
        unit: 's',
        width: 10,
        queries: [0.5, 0.95, 0.99].map((share) => ({
          expr: quantile(share, 'drydock_request_duration_seconds', `,${prediction}`),
          legend: `${share * 100} %`,
        })),
      },
      {
        title: 'Waiting and working',
        what: 'Time in the queue, and time of a batch.',
        unit: 's',
        width: 8,
        queries: [
          { expr: quantile(0.95, 'drydock_queue_duration_seconds'), legend: 'waiting, 95 %' },
          { expr: quantile(0.95, 'drydock_batch_duration_seconds'), legend: 'batch, 95 %' },
        ],
      },
      {
        title: 'Requests in a batch',
        what: 'How many requests run together, on average.',
        unit: 'short',
        width: 8,
        queries: [
          {
            expr: `sum(rate(drydock_batch_requests_sum${here}[$__rate_interval])) / sum(rate(drydock_batch_requests_count${here}[$__rate_interval]))`,
            legend: 'requests',
          },
        ],
      },
      {
        title: 'Queue and restarts',
        what: 'Requests that wait, and inference processes that were started anew.',
        unit: 'short',
        width: 8,
        queries: [
          { expr: `sum(drydock_queue_length${here})`, legend: 'waiting' },
          { expr: `sum(increase(drydock_inference_restarts_total${here}[$__rate_interval]))`, legend: 'restarts' },
        ],
      },
    ],
  },
  {
    title: 'Data against the validated rows',
    panels: [
      {
        title: 'Drift of columns, share of the limit',
        what: 'Population stability index over the most that windows of the validated rows reached: above 1 it has moved further.',
        unit: 'percentunit',
        width: 12,
        queries: [
          { expr: `max by (feature) (drydock_feature_psi${here} / drydock_feature_psi_limit${here})`, legend: '{{feature}}' },
        ],
      },
      {
        title: 'Missing values',
        what: 'Share of the last rows without a value.',
        unit: 'percentunit',
        width: 12,
        queries: [{ expr: `max by (feature) (drydock_input_null_ratio${here})`, legend: '{{feature}}' }],
      },
      {
        title: 'Unseen and out of range',
        what: 'Values a second that no validated row has.',
        unit: 'short',
        width: 12,
        queries: [
          {
            expr: `sum by (feature) (rate(drydock_input_unseen_category_total${here}[$__rate_interval])) > 0`,
            legend: '{{feature}}: unseen',
          },
          {
            expr: `sum by (feature) (rate(drydock_input_out_of_range_total${here}[$__rate_interval])) > 0`,
            legend: '{{feature}}: out of range',
          },
        ],
      },
      {
        title: 'Predictions',
        what: 'By class.',
        unit: 'short',
        width: 12,
        queries: [{ expr: `sum by (class) (rate(drydock_predictions_total${here}[$__rate_interval]))`, legend: '{{class}}' }],
      },
    ],
  },
  {
    title: 'Quality',
    panels: [
      {
        title: 'Accuracy',
        what: 'Estimated from scores without labels, from the labels of feedback, and in the validation.',
        unit: 'percentunit',
        width: 12,
        queries: [
          { expr: `avg(drydock_accuracy_estimate${here})`, legend: 'estimated' },
          { expr: `avg(drydock_accuracy${here})`, legend: 'from feedback' },
          { expr: `max(drydock_accuracy_validated${here})`, legend: 'validated' },
        ],
      },
      {
        title: 'Score of the predicted class',
        what: 'How sure the model is: the median and the lowest tenth.',
        unit: 'percentunit',
        width: 12,
        queries: [
          { expr: quantile(0.5, 'drydock_confidence'), legend: 'median' },
          { expr: quantile(0.1, 'drydock_confidence'), legend: '10 %' },
        ],
      },
    ],
  },
];

const datasource = { type: 'prometheus', uid: '${datasource}' };

function panelJson(panel: Panel, place: { id: number; x: number; y: number }): object {
  const { title, what, unit, kind = 'timeseries', queries, width = 12 } = panel;
  return {
    id: place.id,
    type: kind,
    title,
    description: what,
    datasource,
    gridPos: { x: place.x, y: place.y, w: width, h: 8 },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: {},
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      expr,
      legendFormat: legend,
    })),
  };
}

function allPanels(): object[] {
  const panels: object[] = [];
  let [id, y] = [1, 0];
  for (const { title, panels: ofRow } of rows) {
    panels.push({ id: id++, type: 'row', title, collapsed: false, gridPos: { x: 0, y: y++, w: 24, h: 1 }, panels: [] });
    let x = 0;
    for (const panel of ofRow) {
      const width = panel.width ?? 12;
      if (x + width > 24) [x, y] = [0, y + 8];
      panels.push(panelJson(panel, { id: id++, x, y }));
      x += width;
    }
    y += 8;
  }
  return panels;
}

/** Every expression of the dashboard, for checks. */
export function dashboardQueries(): string[] {
  return rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)));
}

/** The dashboard model that Grafana imports and provisions. */
export function dashboard(name: string): object {
  return {
    uid: `drydock-${name}`.slice(0, 40),
    title: `${name} (Drydock)`,
    tags: ['drydock'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus', hide: 0 },
        {
          name: 'instance',
          type: 'query',
          label: 'Replica',
          datasource,
          query: { query: `label_values(drydock_model_info{name="${name}"}, instance)`, refId: 'instance' },
          refresh: 2,
          includeAll: true,
          multi: true,
          allValue: '.*',
        },
      ],
    },
    panels: allPanels(),
  };
}
