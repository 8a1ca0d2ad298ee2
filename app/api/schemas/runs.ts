import { z } from 'zod';
import { FilePath, Interval, IsoTime, RowFilter, Sha256, Warning } from './common.ts';
import { Mapping, PreparationPlan } from './mapping.ts';
import { Task } from './models.ts';

export const ProviderName = z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml']);
export type ProviderName = z.infer<typeof ProviderName>;

export const ProviderStatus = z.object({
  name: ProviderName.exclude(['auto']),
  label: z.string(),
  available: z.boolean(),
  /** Why it can or cannot run here, in words. */
  reason: z.string(),
  /** It runs, but on the processor (a software GPU adapter): never chosen by `auto`. */
  software: z.boolean().optional(),
});
export type ProviderStatus = z.infer<typeof ProviderStatus>;

/** `auto`, a calendar unit, or `rows:N`. Calendar windows are UTC; weeks start on Monday (ISO 8601). */
export const WindowUnit = z.string().regex(/^(auto|day|week|month|quarter|year|rows:[1-9]\d{0,8})$/);
export type WindowUnit = z.infer<typeof WindowUnit>;

export const RunSettings = z.object({
  provider: ProviderName.default('auto'),
  /** Null = measured. */
  batch: z.number().int().min(1).max(1_000_000).nullable().default(null),
  window: WindowUnit.default('auto'),
  /** First and last moment of the reference period, ISO 8601. */
  reference: z.object({ start: IsoTime, end: IsoTime }).nullable().default(null),
  /** Inference threads of the runtime; null = its own choice for this machine. */
  threads: z.number().int().min(1).max(256).nullable().default(null),
  seed: z.number().int().min(0).default(0),
});
export type RunSettings = z.infer<typeof RunSettings>;

export const MetricName = z.enum([
  'accuracy',
  'balancedAccuracy',
  'precision',
  'recall',
  'f1',
  'rocAuc',
  'averagePrecision',
  'logLoss',
  'brier',
  'ece',
  'mcc',
  'mae',
  'rmse',
  'r2',
  'mape',
  'medianAe',
]);
export type MetricName = z.infer<typeof MetricName>;

export const Metrics = z.partialRecord(MetricName, Interval);
export type Metrics = z.infer<typeof Metrics>;

export const Confusion = z.object({
  /** Model classes in output order, then labels only the data have. Rows = actual, columns = predicted. */
  labels: z.array(z.string()),
  counts: z.array(z.array(z.number())),
});
export type Confusion = z.infer<typeof Confusion>;

export const TimelineWindow = z.object({
  /** ISO 8601, half open [start, end). Null for windows by rows without a time column. */
  start: IsoTime.nullable(),
  end: IsoTime.nullable(),
  /** 1-based row numbers of the first and last row, for windows by rows. */
  firstRow: z.number().nullable(),
  lastRow: z.number().nullable(),
  rows: z.number(),
  labelled: z.number(),
  metrics: Metrics,
});
export type TimelineWindow = z.infer<typeof TimelineWindow>;

export const Timeline = z.object({
  unit: z.string(),
  /** True when the unit was chosen from the span. */
  auto: z.boolean(),
  /** Empty calendar windows between the first and the last are present with rows = 0: gaps are shown as gaps. */
  windows: z.array(TimelineWindow),
  rowsWithoutTime: z.number(),
  rowsWithoutLabel: z.number(),
  reference: z.object({ start: IsoTime, end: IsoTime }).nullable(),
});
export type Timeline = z.infer<typeof Timeline>;

export const CurvePoint = z.object({ x: z.number(), y: z.number(), threshold: z.number().nullable() });
export const Curves = z.object({
  /** x = false positive rate, y = true positive rate. At most 500 points, first and last kept. */
  roc: z.array(CurvePoint),
  /** x = recall, y = precision. */
  pr: z.array(CurvePoint),
  /** Ten equal-width bins of the predicted probability (top class for multiclass). */
  calibration: z.array(
    z.object({ from: z.number(), to: z.number(), meanScore: z.number(), observed: Interval, rows: z.number() }),
  ),
});
export type Curves = z.infer<typeof Curves>;

export const Residuals = z.object({
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }),
  /** A seeded sample of at most 2,000 rows. */
  sample: z.array(z.object({ row: z.number(), actual: z.number(), predicted: z.number() })),
});

/** Figures for any selection of rows: a run, a window, what a filter leaves. */
export const Evaluation = z.object({
  rows: z.number(),
  labelled: z.number(),
  metrics: Metrics,
  perClass: z.record(z.string(), Metrics).optional(),
  confusion: Confusion.optional(),
  curves: Curves.optional(),
  residuals: Residuals.optional(),
  /** Always the majority class / the mean of the labelled rows. */
  baseline: z.object({ strategy: z.string(), metrics: Metrics }).optional(),
  /** Predictions per class, labelled or not. */
  predictedCounts: z.array(z.object({ label: z.string(), count: z.number() })).optional(),
  /** Labels in the data that the model does not know: counted as wrong. */
  unknownLabels: z.array(z.object({ label: z.string(), count: z.number() })),
});
export type Evaluation = z.infer<typeof Evaluation>;

export const Timing = z.object({
  readMs: z.number(),
  prepareMs: z.number(),
  inferMs: z.number(),
  writeMs: z.number(),
  metricsMs: z.number(),
  totalMs: z.number(),
  rowsPerSecond: z.number(),
});
export type Timing = z.infer<typeof Timing>;

/** The `validate --json` document and metrics.json. Names are fixed: add, never rename. */
export const RunReport = Evaluation.extend({
  task: Task,
  positive: z.string().nullable(),
  provider: z.string(),
  model: z.object({ name: z.string(), path: z.string(), sha256: Sha256, runSha256: Sha256 }),
  data: z.object({ name: z.string(), paths: z.array(z.string()), sha256: Sha256 }),
  timeline: Timeline,
  timing: Timing,
  warnings: z.array(Warning),
  /** The columns the figures rest on; null = none. */
  columns: z
    .object({
      target: z.string().nullable(),
      time: z.string().nullable(),
      id: z.string().nullable(),
      weight: z.string().nullable(),
    })
    .optional(),
  /** Label text in the data -> class of the model it was read as, where they differ. */
  labels: z.record(z.string(), z.string()).optional(),
});
export type RunReport = z.infer<typeof RunReport>;

/** run.json: what ran, on what, with which settings. Immutable but for name, note, starred, archived. */
export const RunRecord = z.object({
  version: z.literal(1),
  id: z.string(),
  kind: z.literal('validate'),
  name: z.string(),
  note: z.string(),
  starred: z.boolean(),
  archived: z.boolean(),
  /** partial = cancelled or crashed; the finished rows are kept and were evaluated. */
  state: z.enum(['running', 'complete', 'partial', 'failed']),
  stateReason: z.string().nullable(),
  startedAt: IsoTime,
  endedAt: IsoTime.nullable(),
  model: z.object({ name: z.string(), path: FilePath, sha256: Sha256, runSha256: Sha256 }),
  data: z.object({ name: z.string(), paths: z.array(FilePath), sha256: Sha256, rows: z.number() }),
  mapping: Mapping,
  plan: PreparationPlan,
  settings: RunSettings,
  /** What it ran on, never what was hoped for. */
  provider: z.string().nullable(),
  batch: z.number().nullable(),
  rows: z.object({
    total: z.number(),
    done: z.number(),
    labelled: z.number(),
    withoutLabel: z.number(),
    withoutTime: z.number(),
    /** Rows that got no prediction: rejected by a missing policy or fatal to the runtime. */
    withoutPrediction: z.number(),
  }),
  /** 1-based rows that ended the native runtime, found by bisection. */
  fatalRows: z.array(z.number()),
  versions: z.object({ drydock: z.string(), onnxruntime: z.string(), node: z.string(), duckdb: z.string() }),
  host: z.object({ os: z.string(), cpu: z.string(), cores: z.number(), memoryBytes: z.number() }),
  headline: z.object({ metrics: Metrics, baseline: Metrics }).nullable(),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** Sent while a run is under way, from running counts only (no sorting), so charts fill in. */
export const LiveFigures = z.object({
  runId: z.string(),
  rows: z.number(),
  labelled: z.number(),
  metrics: Metrics,
  confusion: Confusion.optional(),
  timeline: z.array(TimelineWindow),
});
export type LiveFigures = z.infer<typeof LiveFigures>;

/** A selection of a run's rows, by window and/or filters over prediction and dataset columns. */
export const RunSelection = z.object({
  /** Half open, ISO 8601. */
  time: z.object({ start: IsoTime, end: IsoTime }).optional(),
  /** 1-based, inclusive. */
  rows: z.object({ first: z.number(), last: z.number() }).optional(),
  filters: z.array(RowFilter).default([]),
});
export type RunSelection = z.infer<typeof RunSelection>;

/** `--gate FILE`: {"accuracy": {"min": 0.85, "on": "every window"}}. `bound` says which end of the interval must hold. */
export const Gate = z.partialRecord(
  MetricName,
  z
    .strictObject({
      min: z.number().optional(),
      max: z.number().optional(),
      on: z.enum(['all rows', 'every window', 'last window']).default('all rows'),
      bound: z.enum(['value', 'low', 'high']).default('value'),
      /** Windows with fewer labelled rows are not judged. */
      minRows: z.number().int().min(1).default(1),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'it has neither min nor max'),
);
export type Gate = z.infer<typeof Gate>;

export const GateResult = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      metric: MetricName,
      on: z.string(),
      ok: z.boolean(),
      value: z.number().nullable(),
      limit: z.string(),
      detail: z.string(),
    }),
  ),
});
export type GateResult = z.infer<typeof GateResult>;
