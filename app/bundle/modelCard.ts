// README.md of a bundle: a Hugging Face model card filled from the run, and how to run, verify and call the server.
import { abstainText, calibrationText, decisionText } from '../api/decision.ts';
import { repairTexts } from '../api/repairText.ts';
import type { Interval } from '../api/schemas/common.ts';
import type { RuntimePlatform, TargetInfo } from '../api/schemas/bundles.ts';
import type { ColumnProfile } from '../api/schemas/datasets.ts';
import type { ReadinessReport } from '../api/schemas/readiness.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import { counted } from '../base/counts.ts';
import { batchDependence } from './batchDependence.ts';
import type { BundleSources } from './bundleSources.ts';
import { formSection } from './forms/formSection.ts';
import type { NamedRow } from './golden/namedRows.ts';
import { againstIt } from './readiness/againstIt.ts';
import { formatInterval, formatCount } from './report/format.ts';
import { settingsRows } from './settingsTable.ts';
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

const mostSeen = 80;

/** Numbers and times from the least to the greatest; texts by name, the most frequent first, where they are few and short. */
function seenText({ type, min, max, distinct, top }: ColumnProfile): string {
  if (typeof min === 'number' || type === 'datetime') return min === null ? '' : `${String(min)} … ${String(max)}`;
  const names = top.map(({ value }) => value).join(', ');
  return top.length === distinct && names.length <= mostSeen ? names : counted(distinct, 'value');
}

function columnsTable(sources: BundleSources): string[] {
  const seen = new Set<string>();
  const rows = sources.record.plan.inputs.flatMap((input) =>
    input.features.flatMap((feature) => {
      if (seen.has(feature.column)) return [];
      seen.add(feature.column);
      const { missing } = feature;
      const policy = feature.indicator
        ? '1 goes in where it is missing, else 0'
        : missing.kind === 'constant'
          ? `${JSON.stringify(missing.value)} (${missing.from})`
          : { nan: 'NaN', empty: 'empty text', reject: 'row refused' }[missing.kind];
      const profile = sources.data.columns.find((column) => column.name === feature.column);
      return [
        `| ${markdownText(feature.column)} | ${input.type} | ${profile ? markdownText(seenText(profile)) : ''} | ${markdownText(policy)} |`,
      ];
    }),
  );
  return ['| Column | Type in the model | Seen | When missing |', '|---|---|---|---|', ...rows];
}

/** What is mended on the way into the model and out of it; nothing where nothing is. */
function hardening({ plan }: BundleSources['record'], { abstained }: BundleSources['report']): string[] {
  const mended = plan.inputs.flatMap(({ features }) =>
    features.flatMap((feature) => {
      const texts = repairTexts({ repairs: feature.repairs });
      return texts.length > 0 ? [`- ${markdownText(`${feature.column}: ${texts.join('; ')}`)}`] : [];
    }),
  );
  const calibrated = calibrationText(plan);
  const gated = abstainText(plan);
  const share = ({ value }: Interval): string => (value === null ? 'unknown' : `${(100 * value).toFixed(1)} %`);
  const lines = [
    ...new Set(mended),
    ...(calibrated === null
      ? []
      : [
          `- Scores are calibrated: ${markdownText(calibrated)}. The class follows from the calibrated scores, in the tensors that are served as well.`,
        ]),
    ...(gated === null
      ? []
      : [
          `- An answer is marked \`"abstained": true\` where ${markdownText(gated)}; over the open protocol, an output of its own says so. The class stays what it is: what becomes of such rows is for the caller to decide.`,
        ]),
    ...(abstained
      ? [
          `- In the validation, ${share(abstained.coverage)} of the answers were not marked; their accuracy was ${formatInterval(abstained.accuracy)}, that of the marked ones ${formatInterval(abstained.accuracyAbstained)}.`,
        ]
      : []),
  ];
  return lines.length > 0 ? ['## What is mended', '', ...lines, ''] : [];
}

/** One line that a POSIX shell passes on unchanged. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A header line and one row, quoted as CSV asks for. */
function csvLines(row: NamedRow): string[] {
  const cell = (value: NamedRow[string]): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [
    Object.keys(row)
      .map((name) => cell(name))
      .join(','),
    Object.values(row).map(cell).join(','),
  ];
}

/** Without a program of ours: manifest.sha256 vouches for manifest.json, which states the sha256 of every other file. */
const checkCommands = [
  'sha256sum --check manifest.sha256',
  `node -e 'const { createHash } = require("crypto"), { readFileSync } = require("fs"); for (const { path, sha256 } of JSON.parse(readFileSync("manifest.json", "utf8")).files) if (createHash("sha256").update(readFileSync(path)).digest("hex") !== sha256) throw new Error(path + " is not the exported file")' && echo every file is the exported one`,
];

/** What the server can keep of its requests, and the way back to the workbench. */
function loggingText(name: string): string[] {
  return [
    '## Prediction log',
    '',
    'Off unless `DRYDOCK_LOG_DIR` names a folder (with compose: in `.env`). Then each row that is asked for is written to `predictions-<UTC time>-<n>.jsonl` there, one JSON line a row: `time`, `id`, `row`, `model`, `version`, `run`, `inputs` (as they were sent, before preparation), `prediction`, `scores`, `latencyMs`. A file under way ends in `.part`; it is renamed when it is closed. The log never delays or fails a prediction: where disk or queue do not keep up, rows are dropped, and `drydock_log_dropped_total` in `/metrics` counts them.',
    '',
    'The id of a row is the value of the column that `DRYDOCK_LOG_ID` names; without one, it is made from the `X-Request-Id` header of the request, or from the `id` of an Open Inference Protocol request (of several rows: `id:0`, `id:1`, …). Where neither is sent, the server makes one up and answers it in `X-Request-Id`. When the true label is known, send it:',
    '',
    '```sh',
    `curl -s http://127.0.0.1:8080/v2/models/${name}/feedback -H 'Content-Type: application/json' -d '[{"id": "…", "label": "…"}]'`,
    '```',
    '',
    'It goes to `feedback-….jsonl` in the same folder. Tensor requests are logged by the names of the inputs, with `"form": "tensors"`. The log holds what your clients send: treat it as you treat their data, and use `DRYDOCK_LOG_REDACT` or `DRYDOCK_LOG_HASH` for what must not be in it (`hashed` in a line names the columns of which a hash stands there, `redacted` those that are left out). `drydock monitor FOLDER --run RUN` of the workbench that exported this bundle makes accuracy over time of it, and drift of the columns that are in it as they came.',
    '',
  ];
}

/** `example` is a golden row. */
export function modelCard(
  sources: BundleSources,
  {
    example,
    goldenCount,
    targets,
    platforms,
    readiness,
  }: {
    example: NamedRow;
    goldenCount: number;
    targets: readonly TargetInfo[];
    platforms: readonly RuntimePlatform[];
    readiness?: ReadinessReport | undefined;
  },
): string {
  const { name, record, report, model, data } = sources;
  const isComposed = targets.some(({ id }) => id === 'container');
  const partial =
    record.state === 'complete'
      ? []
      : [
          `> **Partial run:** ${markdownText(record.stateReason ?? 'not all rows were run')}. The figures cover ${formatCount(record.rows.done)} of ${formatCount(record.rows.total)} rows.`,
          '',
        ];
  const decided = decisionText(record.plan);
  const mixesRows = batchDependence(record, report);
  const batch = mixesRows
    ? [`> **Answers depend on the batch:** ${markdownText(`${mixesRows.message} ${mixesRows.hint}`.trim())}`, '']
    : [];
  const repairs = model.repairs.map((repair) => `- Repaired: ${markdownText(repair.message)}`);
  const { failed, waived } = readiness ? againstIt(readiness) : { failed: [], waived: [] };
  const limits = [
    ...failed.map(({ id, evidence }) => `- **Not ready:** ${markdownText(`${id} failed: ${evidence}`)} (\`readiness.html\`)`),
    ...waived.map(
      ({ id, evidence, statement }) =>
        `- **Waived:** ${markdownText(`${id} failed: ${evidence}`)} Accepted, as was said: ${markdownText(statement)}`,
    ),
    ...report.warnings.filter(({ code }) => code !== 'batch-dependent').map((warning) => `- ${markdownText(warning.message)}`),
  ];
  return [
    ...frontMatter(sources),
    `# ${name}`,
    '',
    `Validated with Drydock ${record.versions.drydock} on ${record.startedAt.slice(0, 10)}: ${formatCount(record.rows.done)} rows of *${markdownText(data.name)}*, ${formatCount(record.rows.labelled)} with a label. The whole report is in \`report.html\`.`,
    '',
    ...partial,
    ...batch,
    '## Figures',
    '',
    ...metricTable(sources),
    '',
    '## Run, verify, call',
    '',
    'Each line is run in this folder. First, are these the exported files?',
    '',
    '```sh',
    ...checkCommands,
    '```',
    '',
    'Then start the server, with Node 20 or newer:',
    '',
    '```sh',
    platforms.length > 0
      ? '(cd server && npm start)      # http://127.0.0.1:8080'
      : '(cd server && npm ci --ignore-scripts && npm start)      # http://127.0.0.1:8080',
    '```',
    ...(platforms.length > 0
      ? [
          '',
          `The runtime is in \`runtime/\`, for ${platforms.join(', ')}: nothing is installed. Elsewhere, \`npm ci --ignore-scripts\` in \`server/\` comes first.`,
        ]
      : []),
    '',
    'or as a container (non-root, read-only):',
    '',
    '```sh',
    'docker compose up --build',
    '```',
    '',
    'Then, from another terminal, a prediction from named rows, and the same from a CSV file:',
    '',
    '```sh',
    `curl -s http://127.0.0.1:8080/predict -H 'Content-Type: application/json' \\`,
    `  -d ${shellQuote(JSON.stringify([example]))}`,
    `printf '%s\\n' ${csvLines(example).map(shellQuote).join(' ')} |`,
    "  curl -s http://127.0.0.1:8080/predict -H 'Content-Type: text/csv' --data-binary @-",
    '```',
    '',
    'CSV here is UTF-8 with commas between the cells, a decimal point in numbers and a header line, whatever form the validated file had. A number that an input cannot hold, such as 52.5 for an integer, is answered with 400, naming row and column; nothing is converted silently.',
    '',
    `Does it give the validated answers? \`node golden/verify.mjs\`${platforms.length > 0 ? '' : ' (after `npm ci`)'} checks every file, starts the server and replays the golden rows; \`node golden/verify.mjs http://127.0.0.1:8080\` asks one that runs already, in a container for instance; where that asks for an API key, set \`DRYDOCK_API_KEY\` to it, and where it is reached by https with a certificate of your own authority, \`NODE_EXTRA_CA_CERTS\` to the file (PEM) of that. Its rows are answered, but neither logged nor counted for drift (they carry the header \`X-Drydock-Test\`, as a test of your own may). Exit code 0 = exactly as validated. (\`golden/verify.sh\` and \`golden/verify.ps1\` call it.)`,
    '',
    `Tensors go to \`POST /v2/models/${name}/infer\` (Open Inference Protocol v2, with its binary tensor extension); \`GET /v2/models/${name}\` names them. \`GET /openapi.json\` describes everything, \`GET /metrics\` is for Prometheus, \`/v2/health/live\` and \`/v2/health/ready\` are for probes. \`/docs\` shows all of it to a person, with a form to try it. The server listens on 127.0.0.1 unless \`HOST\` says otherwise (the container: 0.0.0.0), and asks nobody who they are unless \`API_KEY\` is set; it speaks plain HTTP, so put it behind what you trust.`,
    '',
    'Settings, by environment:',
    '',
    '| Variable | Default | What |',
    '|---|---|---|',
    ...settingsRows(),
    '',
    'The server sends nothing anywhere: the reports that ONNX Runtime would send to its maker are turned off (`ORT_DISABLE_TELEMETRY=1`).',
    '',
    ...loggingText(name),
    '## Columns',
    '',
    ...columnsTable(sources),
    '',
    'Missing is `null` in JSON, an empty cell in CSV, NaN in binary tensors. What then happens was validated and is part of `model/preprocess.json`; workbench and server run the same code.',
    '',
    ...hardening(record, report),
    ...formSection(sources.form),
    '## Model and data',
    '',
    `- Task: ${report.task}${report.positive === null ? '' : `, positive class ${markdownText(report.positive)}`}`,
    ...(decided === null
      ? []
      : [
          `- Decision: ${markdownText(decided)}, else the other class. The figures above hold for this threshold, the server applies it (\`model/preprocess.json\`), and the class that the model itself gives is not used.`,
        ]),
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
    ...(platforms.length > 0 ? [`| \`runtime/\` | the ONNX runtime, ready to run, for ${platforms.join(', ')} |`] : []),
    `| \`golden/\` | ${goldenCount} real rows of the validated data with the answers they must get; treat them as you treat the data; \`verify.mjs\` replays them |`,
    '| `monitoring/baseline.json` | what the validated rows looked like: the server compares what comes in with them |',
    '| `report.html`, `readiness.html` | the validation report and the readiness score, self-contained |',
    '| `sbom.cdx.json` | what is inside and what `npm ci` installs, with versions, licences and hashes (CycloneDX 1.6, with the model card of its ML part) |',
    '| `openapi.json` | the API; `LICENSES.md`: what is installed under which licence |',
    ...targets.map(
      ({ id, title, folder, what }) =>
        `| ${folder === '.' ? '`Dockerfile`, `docker-compose.yml`, `.env`' : `\`${folder}/\``} | ${title}: ${what}${id === 'monitoring' && isComposed ? ' Started by `docker compose --profile monitoring up`.' : ''} |`,
    ),
    '| `manifest.json` | sha256 of every file |',
    '',
    'Dockerfile and compose file are not run by the exporter; they start the same server that `golden/verify.mjs` starts.',
    '',
  ].join('\n');
}
