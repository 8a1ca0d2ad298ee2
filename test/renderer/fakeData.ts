import { Random } from '../../app/base/random.ts';
import type { Interval } from '../../app/api/schemas/common.ts';
import type { DatasetCard } from '../../app/api/schemas/datasets.ts';
import type { Mapping, MappingCheck, PreparationPlan } from '../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../app/api/schemas/models.ts';
import type {
  ClassCurve,
  Evaluation,
  Metrics,
  RunRecord,
  RunReport,
  ThresholdTable,
  Timeline,
} from '../../app/api/schemas/runs.ts';

/** Plausible figures for every page: made up, but of the right shape (the carrier checks them against the contract). */
const sha = (digit: string): string => digit.repeat(64);
const classes = ['No damage', 'Some damage'];
const features = [
  'Aircraft Make Model',
  'Aircraft Airline Operator',
  'Origin State',
  'Phase of flight',
  'Wildlife Size',
  'Wildlife Species',
  'Time of day',
  'Speed IAS in knots',
];

const around = (value: number, half: number): Interval => ({
  value,
  low: Math.max(0, value - half),
  high: Math.min(1, value + half),
});

export const fakeModel: ModelCard = {
  name: 'model.onnx',
  path: '/data/strikes/model.onnx',
  sha256: sha('7'),
  runSha256: sha('d'),
  sizeBytes: 8056,
  irVersion: 8,
  opsets: [
    { domain: '', version: 17 },
    { domain: 'ai.onnx.ml', version: 1 },
  ],
  producer: 'skl2onnx',
  producerVersion: '1.19.1',
  graphName: 'ONNX(Pipeline)',
  description: '',
  metadata: { trained_on: '1990-1994', note: '<b>not bold</b>' },
  operators: [
    { name: 'OneHotEncoder', domain: 'ai.onnx.ml', count: 7 },
    { name: 'Concat', domain: '', count: 2 },
    { name: 'Reshape', domain: '', count: 7 },
    { name: 'Imputer', domain: 'ai.onnx.ml', count: 1 },
    { name: 'Scaler', domain: 'ai.onnx.ml', count: 1 },
    { name: 'LinearClassifier', domain: 'ai.onnx.ml', count: 1 },
    { name: 'Normalizer', domain: 'ai.onnx.ml', count: 1 },
    { name: 'Cast', domain: '', count: 1 },
  ],
  parameterCount: 1243,
  initializerBytes: 4972,
  externalData: [],
  customDomains: [],
  inputs: features.map((name) => ({
    name: name.replaceAll(' ', '_'),
    kind: 'tensor',
    type: name.startsWith('Speed') ? 'float32' : 'string',
    shape: [null, 1],
  })),
  outputs: [
    { name: 'output_label', kind: 'tensor', type: 'string', shape: [null] },
    { name: 'output_probability', kind: 'tensor', type: 'float32', shape: [null, 2] },
  ],
  repairs: [
    {
      kind: 'zipmap',
      message:
        'Output "output_probability" was a list of dictionaries (ZipMap). It is now a table of 2 columns, one for each class; the numbers are the same.',
    },
  ],
  reading: {
    task: 'binary',
    classes,
    scores: { output: 'output_probability', form: 'probabilities' },
    label: { output: 'output_label' },
  },
  readingReason: 'A classifier node with two string labels, and its probabilities.',
  classSource: 'ZipMap node',
  fixedBatch: null,
  warnings: [],
};

function column(name: string, type: DatasetCard['columns'][number]['type'], random: Random): DatasetCard['columns'][number] {
  const isNumber = type === 'number' || type === 'integer';
  const counts = Array.from({ length: 20 }, (_, index) =>
    Math.round(400 * Math.exp(-((index - 8) ** 2) / 30) + random.integer(40)),
  );
  return {
    name,
    type,
    storage: isNumber ? 'DOUBLE' : type === 'datetime' ? 'TIMESTAMP' : 'VARCHAR',
    missing: name.startsWith('Speed') ? 1718 : name === 'Time of day' ? 412 : 0,
    distinct: isNumber ? 180 : type === 'datetime' ? 2720 : 4 + random.integer(300),
    min: isNumber ? 0 : type === 'datetime' ? '1995-01-01T00:00:00Z' : 'A-320',
    max: isNumber ? 420 : type === 'datetime' ? '2002-09-30T00:00:00Z' : 'WA-2',
    mean: isNumber ? 141.2 : null,
    std: isNumber ? 51.7 : null,
    quantiles: isNumber ? { p01: 20, p05: 60, p25: 115, p50: 138, p75: 160, p95: 240, p99: 280 } : null,
    histogram:
      isNumber || type === 'datetime'
        ? {
            edges: Array.from({ length: 21 }, (_, index) => (isNumber ? index * 21 : Date.UTC(1995, index * 4.6, 1))),
            counts,
          }
        : null,
    top: isNumber
      ? []
      : ['Approach', 'Climb', 'Landing Roll', 'Take-off run', 'Descent'].map((value, index) => ({
          value,
          count: 2600 - index * 490,
        })),
    timeFormat: type === 'datetime' ? 'ISO 8601 date' : null,
  };
}

export function fakeDataset(question: boolean): DatasetCard {
  const random = new Random(7);
  return {
    name: 'strikes.csv',
    paths: ['/data/strikes/strikes.csv'],
    sha256: sha('a'),
    sizeBytes: 912_345,
    format: 'csv',
    options: { delimiter: ',', encoding: 'utf-8', header: true },
    rows: 7312,
    rejected: 3,
    duplicates: 41,
    columns: [
      column('Damage', 'category', random),
      column('Airport Name', 'category', random),
      column('Aircraft Make Model', 'category', random),
      column('Effect Amount of damage', 'category', random),
      column('Flight Date', question ? 'text' : 'datetime', random),
      column('Aircraft Airline Operator', 'category', random),
      column('Origin State', 'category', random),
      column('Phase of flight', 'category', random),
      column('Wildlife Size', 'category', random),
      column('Wildlife Species', 'category', random),
      column('Time of day', 'category', random),
      column('Cost Other', 'integer', random),
      column('Cost Repair', 'integer', random),
      column('Cost Total $', 'integer', random),
      column('Speed IAS in knots', 'number', random),
    ],
    timeSpan: question ? null : { column: 'Flight Date', start: '1995-01-01T00:00:00Z', end: '2002-09-30T00:00:00Z' },
    columnar: ['/data/cache/a.parquet'],
    rejectedPath: '/data/cache/a.rejected.parquet',
    questions: question
      ? [
          {
            kind: 'date-order',
            column: 'Flight Date',
            question: 'In “Flight Date”, is 03/04/1995 the 3rd of April or the 4th of March?',
            choices: [
              { value: 'day-month-year', label: 'Day first', example: '03/04/1995 = 3 Apr 1995' },
              { value: 'month-day-year', label: 'Month first', example: '03/04/1995 = 4 Mar 1995' },
              { value: 'not-a-time', label: 'Not a date', example: 'kept as text' },
            ],
          },
        ]
      : [],
    warnings: [],
  };
}

export function fakeMapping(model: ModelCard, data: DatasetCard): Mapping {
  const roles: Record<string, Mapping['columns'][number]['role']> = { Damage: 'target', 'Flight Date': 'time' };
  return {
    version: 1,
    columns: data.columns.map(({ name }) => ({
      name,
      role: roles[name] ?? (features.includes(name) ? 'feature' : 'ignored'),
      reason:
        name === 'Damage'
          ? 'its values are the classes of the model'
          : name === 'Flight Date'
            ? 'every value is a date, and the name says so'
            : features.includes(name)
              ? 'an input of the model is called so'
              : 'no input of the model asks for it',
      confidence: features.includes(name) ? 0.95 : 0.85,
    })),
    inputs: model.inputs.map(({ name, type }) => ({
      input: name,
      feeds: [
        {
          column: name.replaceAll('_', ' '),
          missing: type === 'string' ? { kind: 'empty' } : { kind: 'nan' },
          reason: 'same name, but for spaces and case',
          confidence: 0.95,
        },
      ],
    })),
    reading: model.reading ?? { task: 'binary', classes },
    positive: 'Some damage',
    labels: {},
  };
}

export function fakeCheck(mapping: Mapping, data: DatasetCard): MappingCheck {
  const feeds = mapping.inputs.flatMap(({ input, feeds: list }) =>
    list.map((feed, element) => ({
      input,
      element,
      column: feed.column,
      status: feed.column === null ? ('missing' as const) : ('ok' as const),
      detail: feed.column === null ? 'No column feeds this input.' : 'text goes in as it is',
    })),
  );
  const labels = [
    { label: 'No damage', rows: 6183 },
    { label: 'Some damage', rows: 773 },
    { label: 'C', rows: 2 },
  ].map((line) => ({ ...line, class: classes.find((name) => name === (mapping.labels[line.label] ?? line.label)) ?? null }));
  const unfed = feeds.filter(({ status }) => status === 'missing');
  const used = new Set(feeds.map((feed) => feed.column));
  return {
    ready: unfed.length === 0,
    feeds,
    extra: data.columns.map(({ name }) => name).filter((name) => !used.has(name)),
    problems: [
      ...unfed.map(({ input }) => ({
        severity: 'error' as const,
        message: `Nothing feeds the input “${input}”.`,
        hint: 'Choose a column for it in the table of inputs.',
      })),
      {
        severity: 'warning',
        message: 'The label “C” (2 rows) is no class of the model.',
        hint: 'Such rows are counted as wrong and listed.',
      },
      ...['Wildlife Size', 'Time of day', 'Origin State'].map((name, index) => ({
        severity: 'warning' as const,
        message: `“${name}” is missing in ${String(120 + index)} rows: goes in as the empty text.`,
        hint: 'The policy can be changed in the mapping.',
      })),
    ],
    labels,
  };
}

export function fakeMetrics(shift: number, rows: number): Metrics {
  const half = 0.9 / Math.sqrt(rows);
  return {
    accuracy: around(0.904 - shift * 0.2, half),
    balancedAccuracy: around(0.607 - shift, half),
    precision: around(0.521 - shift, half * 3),
    recall: around(0.236 - shift, half * 3),
    f1: around(0.325 - shift, half * 3),
    rocAuc: around(0.792 - shift, half),
    averagePrecision: around(0.334 - shift, half * 2),
    mcc: around(0.307 - shift, half * 2),
    logLoss: around(0.282 + shift, half),
    brier: around(0.079 + shift * 0.3, half / 2),
    ece: around(0.021 + shift * 0.4, half / 2),
  };
}

const steps: Record<string, number> = { month: 1, quarter: 3, year: 12 };

export function fakeTimeline(unit: string): Timeline {
  const random = new Random(11);
  const months = steps[unit === 'auto' ? 'quarter' : unit] ?? 3;
  const windows: Timeline['windows'] = [];
  for (let month = 0; month < 93; month += months) {
    const start = new Date(Date.UTC(1995, month, 1));
    const end = new Date(Date.UTC(1995, month + months, 1));
    const isGap = months <= 3 && month >= 27 && month < 33;
    const rows = isGap ? 0 : Math.round((60 + random.integer(40) + month * 0.4) * months);
    windows.push({
      start: start.toISOString(),
      end: end.toISOString(),
      firstRow: null,
      lastRow: null,
      rows,
      labelled: rows,
      metrics: rows === 0 ? {} : fakeMetrics(month * 0.0009 + random.normal() * 0.012, rows),
    });
  }
  return {
    unit: unit === 'auto' ? 'quarter' : unit,
    auto: unit === 'auto',
    windows,
    rowsWithoutTime: 12,
    rowsWithoutLabel: 31,
    reference: { start: '1995-01-01T00:00:00Z', end: '1996-01-01T00:00:00Z' },
  };
}

export function fakeEvaluation(rows: number, shift = 0): Evaluation {
  // As a rare class is: few scores are high. The false positive rate is (1 - threshold)^5, the true one (1 - threshold)^1.7.
  const roc = Array.from({ length: 60 }, (_, index) => {
    const x = index / 59;
    return { x, y: x ** 0.34, threshold: index === 0 ? null : 1 - x ** 0.2 };
  });
  const positives = Math.round(rows * 0.1);
  const hit = Math.round(positives * 0.24);
  const falseAlarms = Math.round(rows * 0.022);
  return {
    rows,
    labelled: rows - 31,
    metrics: fakeMetrics(shift, rows),
    perClass: {
      'No damage': { precision: around(0.918, 0.007), recall: around(0.976, 0.004), f1: around(0.946, 0.006) },
      'Some damage': { precision: around(0.521, 0.05), recall: around(0.236, 0.03), f1: around(0.325, 0.04) },
    },
    confusion: {
      labels: [...classes, 'C'],
      counts: [
        [rows - positives - falseAlarms - 2, falseAlarms, 0],
        [positives - hit, hit, 0],
        [2, 0, 0],
      ],
    },
    curves: {
      roc,
      pr: Array.from({ length: 60 }, (_, index) => {
        const x = index / 59;
        return { x, y: Math.max(0.1, 0.92 - 0.86 * x ** 0.45), threshold: 1 - x ** 0.588 };
      }),
      calibration: Array.from({ length: 10 }, (_, index) => ({
        from: index / 10,
        to: (index + 1) / 10,
        meanScore: (index + 0.5) / 10,
        observed: around(Math.min(1, ((index + 0.5) / 10) * 0.86 + 0.015), 0.02 + index * 0.012),
        rows: Math.max(4, Math.round(rows * 0.6 * 0.45 ** index)),
      })),
    },
    baseline: {
      strategy: 'always “No damage”',
      metrics: {
        accuracy: { value: 0.9, low: null, high: null },
        balancedAccuracy: { value: 0.5, low: null, high: null },
        precision: { value: 0, low: null, high: null },
        recall: { value: 0, low: null, high: null },
        f1: { value: 0, low: null, high: null },
        rocAuc: { value: 0.5, low: null, high: null },
        averagePrecision: { value: 0.1, low: null, high: null },
        mcc: { value: 0, low: null, high: null },
      },
    },
    predictedCounts: [
      { label: 'No damage', count: rows - falseAlarms - hit },
      { label: 'Some damage', count: falseAlarms + hit },
    ],
    unknownLabels: [{ label: 'C', count: 2 }],
  };
}

/** The counts behind the curve of fakeEvaluation, at steps of 0.001. */
export function fakeThresholds({ rows: { labelled } }: RunRecord): ThresholdTable {
  const positives = Math.round(labelled * 0.1);
  const negatives = labelled - positives;
  const thresholds = Array.from({ length: 1001 }, (_, index) => index / 1000);
  const falsePositives = thresholds.map((threshold) => Math.round(negatives * (1 - threshold) ** 5));
  return {
    positive: 'Some damage',
    negative: 'No damage',
    positives,
    negatives,
    thresholds,
    truePositives: thresholds.map((threshold) => Math.round(positives * (1 - threshold) ** 1.7)),
    falsePositives,
    trueNegatives: falsePositives.map((falseAlarms) => negatives - falseAlarms),
    scores: 6_812,
    complete: false,
  };
}

/** One class against the rest, better for a later letter. */
export function fakeClassCurves(labels: readonly string[]): ClassCurve[] {
  return labels.map((label) => {
    const bend = 2 + ((label.codePointAt(0) ?? 0) % 7);
    return {
      label,
      share: 1 / (2 + ((label.codePointAt(0) ?? 0) % 5)),
      rocAuc: around(0.9, 0.02),
      averagePrecision: around(0.7, 0.04),
      roc: Array.from({ length: 40 }, (_, at) => ({
        x: at / 39,
        y: 1 - (1 - at / 39) ** bend,
        threshold: at === 0 ? null : 1 - at / 39,
      })),
      pr: Array.from({ length: 40 }, (_, at) => ({ x: at / 39, y: 1 - 0.5 * (at / 39), threshold: 1 - at / 39 })),
    };
  });
}

export const fakeSpecies = ['auk', 'coot', 'dove', 'egret', 'finch', 'gull'];

/** Curves of the first five of the classes come with it. */
export function fakeMulticlass(rows: number): Evaluation {
  const { confusion: _, perClass: __, ...rest } = fakeEvaluation(rows);
  return { ...rest, curves: { roc: [], pr: [], classes: fakeClassCurves(fakeSpecies.slice(0, 5)), calibration: [] } };
}

export function fakeRegression(rows: number): Evaluation {
  const random = new Random(5);
  const sample = Array.from({ length: 600 }, (_, index) => {
    const actual = 120 + random.normal() * 40;
    return { row: index + 1, actual, predicted: actual * 0.86 + 17 + random.normal() * 13 };
  });
  return {
    rows,
    labelled: rows,
    metrics: {
      mae: { value: 11.42, low: 11.1, high: 11.75 },
      rmse: { value: 14.71, low: 14.2, high: 15.2 },
      r2: { value: 0.861, low: 0.851, high: 0.872 },
      medianAe: { value: 9.2, low: 8.8, high: 9.6 },
    },
    residuals: {
      histogram: {
        edges: Array.from({ length: 25 }, (_, index) => -48 + index * 4),
        counts: Array.from({ length: 24 }, (_, index) => Math.round(900 * Math.exp(-((index - 12) ** 2) / 18))),
      },
      sample,
    },
    baseline: {
      strategy: 'always the mean',
      metrics: {
        mae: { value: 31.8, low: null, high: null },
        rmse: { value: 39.9, low: null, high: null },
        r2: { value: 0, low: null, high: null },
      },
    },
    unknownLabels: [],
  };
}

export function fakePlan(mapping: Mapping): PreparationPlan {
  return {
    version: 1,
    inputs: mapping.inputs.map(({ input, feeds }) => ({
      input,
      type: input.startsWith('Speed') ? 'float32' : 'string',
      rank: 2,
      features: feeds.map(({ column: name, missing }) => ({ column: name ?? '', missing })),
    })),
    fixedBatch: null,
    reading: mapping.reading,
    positive: mapping.positive,
    ...(mapping.decision && { threshold: mapping.decision.threshold }),
  };
}

export function fakeRun(number: number, model: ModelCard, data: DatasetCard, mapping: Mapping): RunRecord {
  const shift = number === 1 ? 0.02 : 0;
  return {
    version: 1,
    id: `2026-11-2${number}T10-00-00-validate`,
    kind: 'validate',
    name: `Validation ${number}`,
    note: number === 1 ? 'Before the speed column was mended' : '',
    starred: number === 2,
    archived: false,
    state: number === 3 ? 'partial' : 'complete',
    stateReason: number === 3 ? 'Cancelled after 4,096 of 7,312 rows.' : null,
    startedAt: `2026-11-2${number}T10:00:00Z`,
    endedAt: `2026-11-2${number}T10:00:03Z`,
    model: { name: model.name, path: model.path, sha256: model.sha256, runSha256: model.runSha256 },
    data: { name: data.name, paths: data.paths, sha256: data.sha256, rows: data.rows },
    mapping: number === 1 ? { ...mapping, positive: 'No damage' } : mapping,
    plan: fakePlan(mapping),
    settings: { provider: 'auto', batch: number === 1 ? 512 : null, window: 'auto', reference: null, threads: null, seed: 0 },
    provider: 'cpu',
    batch: number === 1 ? 512 : 4096,
    rows: {
      total: data.rows,
      done: number === 3 ? 4096 : data.rows,
      labelled: (number === 3 ? 4096 : data.rows) - 31,
      withoutLabel: 31,
      withoutTime: 12,
      withoutPrediction: 0,
    },
    fatalRows: [],
    versions: { drydock: '0.1.0', onnxruntime: '1.30.0', node: '20.20.0', duckdb: '1.5.6' },
    host: { os: 'Linux', cpu: 'Some CPU', cores: 2, memoryBytes: 8e9 },
    headline: { metrics: fakeMetrics(shift, data.rows), baseline: { accuracy: { value: 0.9, low: null, high: null } } },
  };
}

export function fakeReport(run: RunRecord, evaluation: Evaluation): RunReport {
  return {
    ...evaluation,
    task: evaluation.residuals ? 'regression' : evaluation.curves?.classes ? 'multiclass' : 'binary',
    positive: evaluation.residuals || evaluation.curves?.classes ? null : 'Some damage',
    provider: 'cpu',
    model: run.model,
    data: run.data,
    timeline: fakeTimeline('auto'),
    timing: { readMs: 210, prepareMs: 80, inferMs: 900, writeMs: 60, metricsMs: 140, totalMs: 1240, rowsPerSecond: 5897 },
    warnings: [
      { code: 'unknown-labels', message: 'The label “C” (2 rows) is no class of the model: counted as wrong.', count: 2 },
    ],
  };
}
