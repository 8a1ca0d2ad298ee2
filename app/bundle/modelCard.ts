// README.md of a bundle: a Hugging Face model card filled from the run, and how to run, verify and call the server.
import type { Interval } from '../api/schemas/common.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import type { BundleSources } from './bundleSources.ts';
import type { NamedRow } from './golden/namedRows.ts';
import { formatInterval, formatCount } from './report/format.ts';
import { metricLabel } from './report/metricLabels.ts';

/** Names of the metrics on the Hugging Face hub, where it has one. */
const hubMetrics: Partial<Record<MetricName, string>> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  rocAuc: 'roc_auc',
  mcc: 'matthews_correlation',
  brier: 'brier_score',
  mae: 'mae',
  rmse: 'rmse',
  mape: 'mape',
  r2: 'r_squared',
};

const quote = (text: string): string => JSON.stringify(text);

/** Text of unknown origin inside Markdown: nothing in it may become markup, a link or a table cell border. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>~&-]/g, (char) =>
      char === '<' || char === '>' || char === '&' ? `&#${char.charCodeAt(0)};` : `\\${char}`,
    );
}

function metricsOf(sources: BundleSources): [MetricName, Interval][] {
  return Object.entries(sources.report.metrics) as [MetricName, Interval][];
}

function frontMatter(sources: BundleSources): string[] {
  const { report, record } = sources;
  const task = report.task === 'regression' ? 'tabular-regression' : 'tabular-classification';
  const lines = [
    '---',
    'library_name: onnx',
    `pipeline_tag: ${task}`,
    'tags:',
    '  - onnx',
    '  - drydock',
    `  - ${task}`,
    'model-index:',
    `  - name: ${quote(sources.name)}`,
    '    results:',
  ];
  lines.push(
    '      - task:',
    `          type: ${task}`,
    '        dataset:',
    `          name: ${quote(record.data.name)}`,
    '          type: tabular',
    `          revision: ${record.data.sha256}`,
    '        metrics:',
  );
  for (const [name, { value, low, high }] of metricsOf(sources)) {
    if (value === null) continue;
    lines.push(
      `          - type: ${hubMetrics[name] ?? name}`,
      `            name: ${quote(metricLabel(name))}`,
      `            value: ${value}`,
    );
    if (low !== null && high !== null) lines.push(`            args: {interval: 0.95, low: ${low}, high: ${high}}`);
  }
  return [...lines, '---', ''];
}

function metricTable(sources: BundleSources): string[] {
  const baseline = sources.report.baseline;
  const head = `| Metric | Value (95 % interval) |${baseline ? ` ${markdownText(baseline.strategy)} |` : ''}`;
  const rows = metricsOf(sources).map(([name, interval]) => {
    const base = baseline?.metrics[name];
    return `| ${metricLabel(name)} | ${formatInterval(interval)} |${baseline ? ` ${base ? formatInterval({ ...base, low: null, high: null }) : ''} |` : ''}`;
  });
  return [head, baseline ? '|---|---|---|' : '|---|---|', ...rows];
}

function columnsTable(sources: BundleSources): string[] {
  const seen = new Set<string>();
  const rows = sources.record.plan.inputs.flatMap((input) =>
    input.features.flatMap((feature) => {
      if (seen.has(feature.column)) return [];
      seen.add(feature.column);
      const { missing } = feature;
      const policy =
        missing.kind === 'constant'
          ? `${JSON.stringify(missing.value)} (${missing.from})`
          : { nan: 'NaN', empty: 'empty text', reject: 'row refused' }[missing.kind];
      const profile = sources.data.columns.find((column) => column.name === feature.column);
      const range = profile && profile.min !== null ? `${String(profile.min)} … ${String(profile.max)}` : '';
      return [
        `| ${markdownText(feature.column)} | ${input.type} | ${markdownText(range).slice(0, 80)} | ${markdownText(policy)} |`,
      ];
    }),
  );
  return ['| Column | Type in the model | Seen | When missing |', '|---|---|---|---|', ...rows];
}

/** One line that a POSIX shell passes on unchanged. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `example` is a golden row. */
export function modelCard(sources: BundleSources, example: NamedRow, goldenCount: number): string {
  const { name, record, report, model, data } = sources;
  const partial =
    record.state === 'complete'
      ? []
      : [
          `> **Partial run:** ${markdownText(record.stateReason ?? 'not all rows were run')}. The figures cover ${formatCount(record.rows.done)} of ${formatCount(record.rows.total)} rows.`,
          '',
        ];
  const repairs = model.repairs.map((repair) => `- Repaired: ${markdownText(repair.message)}`);
  const limits = report.warnings.map((warning) => `- ${markdownText(warning.message)}`);
  return [
    ...frontMatter(sources),
    `# ${name}`,
    '',
    `Validated with Drydock ${record.versions.drydock} on ${record.startedAt.slice(0, 10)}: ${formatCount(record.rows.done)} rows of *${markdownText(data.name)}*, ${formatCount(record.rows.labelled)} with a label. The whole report is in \`report.html\`.`,
    '',
    ...partial,
    '## Figures',
    '',
    ...metricTable(sources),
    '',
    '## Run, verify, call',
    '',
    '```sh',
    '# with Node 20 or newer',
    'cd server && npm ci --ignore-scripts && npm start      # http://127.0.0.1:8080',
    '# or as a container (non-root, read-only)',
    'docker compose up --build',
    '# are these files the exported ones?',
    'sha256sum --check manifest.sha256                       # and every file against manifest.json:',
    'drydock verify .                                        # also starts the server and replays the golden rows',
    '```',
    '',
    'A prediction from named rows, and the same from CSV:',
    '',
    '```sh',
    `curl -s http://127.0.0.1:8080/predict -H 'Content-Type: application/json' \\`,
    `  -d ${shellQuote(JSON.stringify([example]))}`,
    "curl -s http://127.0.0.1:8080/predict -H 'Content-Type: text/csv' --data-binary @rows.csv",
    '```',
    '',
    `Tensors go to \`POST /v2/models/${name}/infer\` (Open Inference Protocol v2, with its binary tensor extension); \`GET /v2/models/${name}\` names them. \`GET /openapi.json\` describes everything, \`GET /metrics\` is for Prometheus, \`/v2/health/live\` and \`/v2/health/ready\` are for probes. The server has no authentication and listens on 127.0.0.1 unless \`HOST\` says otherwise (the container: 0.0.0.0); put it behind what you trust.`,
    '',
    'Settings, by environment: `HOST`, `PORT`, `MAX_BODY_BYTES`, `MAX_ROWS`, `MAX_QUEUE`, `TIMEOUT_MS`, `RECEIVE_TIMEOUT_MS`, `DRAIN_MS`, `THREADS`, `LOG_LEVEL`.',
    '',
    '## Columns',
    '',
    ...columnsTable(sources),
    '',
    'Missing is `null` in JSON, an empty cell in CSV, NaN in binary tensors. What then happens was validated and is part of `model/preprocess.json`; workbench and server run the same code.',
    '',
    '## Model and data',
    '',
    `- Task: ${report.task}${report.positive === null ? '' : `, positive class ${markdownText(report.positive)}`}`,
    ...(record.plan.reading.classes.length > 0
      ? [`- Classes: ${record.plan.reading.classes.slice(0, 50).map(markdownText).join(', ')}`]
      : []),
    `- ONNX opset ${model.opsets.map((opset) => `${opset.domain || 'ai.onnx'} ${opset.version}`).join(', ')}, made by ${markdownText(`${model.producer} ${model.producerVersion}`.trim() || 'an unnamed producer')}`,
    `- Model as given: sha256 \`${model.sha256}\`; as run and shipped: \`${model.runSha256}\``,
    ...repairs,
    `- Data: sha256 \`${data.sha256}\``,
    `- Ran on ONNX Runtime ${record.versions.onnxruntime}, provider ${markdownText(record.provider ?? 'unknown')}`,
    '',
    ...(limits.length > 0 ? ['## To know', '', ...limits, ''] : []),
    '## What is in here',
    '',
    '| Path | What |',
    '|---|---|',
    '| `model/` | the ONNX file as validated, preparation, schema, labels |',
    '| `server/` | the prediction server and its locked dependencies |',
    `| \`golden/\` | ${goldenCount} real rows of the validated data with the answers they must get; treat them as you treat the data |`,
    '| `report.html` | the validation report, self-contained |',
    '| `manifest.json` | sha256 of every file |',
    '',
    'Dockerfile and compose file are not run by the exporter; they start the same server that `drydock verify` starts.',
    '',
  ].join('\n');
}
