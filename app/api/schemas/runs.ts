import { z } from 'zod';
import { FilePath, Interval, IsoTime, NamedSlice, RowFilter, Sha256, SliceName, Warning } from './common.ts';
import { Mapping, PreparationPlan } from './mapping.ts';
import { Task } from './models.ts';
import { Abstain, Calibration } from './repairs.ts';

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

/**
 * `auto`, a calendar unit, or `rows:N`. Calendar windows are UTC; weeks start on Monday (ISO 8601). Windows by rows follow
 * the time (rows of one time the file), or the file where there is no time.
 */
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
  /** ISO 8601, half open [start, end). For windows by rows the first and the last time, both included; null without times. */
  start: IsoTime.nullable(),
  end: IsoTime.nullable(),
  /** 1-based row numbers of the first and last row, for windows by rows in the order of the file. */
  firstRow: z.number().nullable(),
  lastRow: z.number().nullable(),
  /** For windows by rows in order of time: the 1-based numbers of the rows that come first (at `start`) and last (at `end`). */
  timeOrder: z.object({ firstRow: z.number(), lastRow: z.number() }).optional(),
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

/** One class against the rest: that of a model with several. */
export const ClassCurve = z.object({
  label: z.string(),
  /** Of the rows (by weight) that are of the class: what guessing gives as precision. */
  share: z.number(),
  rocAuc: Interval,
  averagePrecision: Interval,
  roc: z.array(CurvePoint),
  pr: z.array(CurvePoint),
});
export type ClassCurve = z.infer<typeof ClassCurve>;

/**
 * What each decision threshold would have given: of the labelled rows, by weight. Entry i of each list belongs to
 * `thresholds[i]`, which ascend; at a threshold a row is predicted positive where its score is at least that.
 */
export const ThresholdTable = z.object({
  positive: z.string(),
  negative: z.string(),
  /** All labelled rows with a prediction: of the positive class, and of any other label (those the model does not know too). */
  positives: z.number(),
  negatives: z.number(),
  /** Thresholds: 0, 0.001, …, 1, and besides them the scores themselves, or where they are many quantiles of them. */
  thresholds: z.array(z.number()),
  truePositives: z.array(z.number()),
  falsePositives: z.array(z.number()),
  trueNegatives: z.array(z.number()),
  /** How many different scores there are. */
  scores: z.number(),
  /** Whether every one of them is among the thresholds: then no decision is left out. */
  complete: z.boolean(),
});
export type ThresholdTable = z.infer<typeof ThresholdTable>;

export const Curves = z.object({
  /** x = false positive rate, y = true positive rate. At most 500 points, first and last kept. */
  roc: z.array(CurvePoint),
  /** x = recall, y = precision. */
  pr: z.array(CurvePoint),
  /**
   * Several classes (roc and pr above are empty then): the ten with most labelled rows, each against the rest, in the
   * model's order; at most 2,000 points in all. `runs.curves` gives those of other classes.
   */
  classes: z.array(ClassCurve).optional(),
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

/** Rows marked as unsure, of those with a prediction, each counted once whatever its weight. */
export const Abstained = z.object({
  gate: Abstain,
  rows: z.number(),
  /** Share of rows that are not marked. */
  coverage: Interval,
  /** Accuracy among the labelled rows that are not marked, and among those that are. */
  accuracy: Interval,
  accuracyAbstained: Interval,
});
export type Abstained = z.infer<typeof Abstained>;

/** The figures of a named slice in one run, as the slice was then. */
export const SliceFigures = NamedSlice.extend({
  rows: z.number(),
  labelled: z.number(),
  metrics: Metrics,
  /** Why it has no figures: it names a column that the run does not have. */
  problem: z.string().optional(),
});
export type SliceFigures = z.infer<typeof SliceFigures>;

/** The `validate --json` document and metrics.json. Names are fixed: add, never rename. */
export const RunReport = Evaluation.extend({
  task: Task,
  positive: z.string().nullable(),
  /** The positive class was predicted where its score is at least this. Left out: as the model says. */
  threshold: z.number().optional(),
  /** Scores were calibrated. Left out: they are as the model gives them. */
  calibration: Calibration.optional(),
  /** What the gate did: answers marked as unsure. All other figures count every row. Left out: there is no gate. */
  abstained: Abstained.optional(),
  /** Columns whose cells are mended on the way into the model, and how, in words. */
  repairs: z.record(z.string(), z.array(z.string())).optional(),
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
  /** Of the slices that were named in the project when the run was started. */
  slices: z.array(SliceFigures).optional(),
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
  /**
   * partial = cancelled or crashed; the finished rows are kept and were evaluated. Without any finished row: cancelled when
   * the person ended it, else failed.
   */
  state: z.enum(['running', 'complete', 'partial', 'cancelled', 'failed']),
  stateReason: z.string().nullable(),
  startedAt: IsoTime,
  endedAt: IsoTime.nullable(),
  model: z.object({ name: z.string(), path: FilePath, sha256: Sha256, runSha256: Sha256 }),
  data: z.object({ name: z.string(), paths: z.array(FilePath), sha256: Sha256, rows: z.number() }),
  mapping: Mapping,
  plan: PreparationPlan,
  settings: RunSettings,
  /** The named slices of the project at its start. */
  slices: z.array(NamedSlice).optional(),
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
  /**
   * The predictions were made by a deployed bundle and read from its log; nothing was run here. The figures are of the rows
   * that were logged. Left out: an ordinary validation.
   */
  deployed: z
    .object({
      /** The validation that the bundle was made of. */
      runId: z.string(),
      /** Lines of the log that could not be used. */
      refused: z.number(),
      /** Ids with a label but no row in the log. */
      unmatched: z.number(),
    })
    .optional(),
  /** 1-based rows that ended the native runtime, found by bisection. */
  fatalRows: z.array(z.number()),
  /** 1-based rows that the model refused with an error; left out where it took all. They have no prediction. */
  refusedRows: z.array(z.number()).optional(),
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
  /**
   * From one row to another in order of time, rows of one time in order of their numbers (1-based); both included. What a
   * window by rows in order of time holds, to the row.
   */
  timeOrder: z.object({ start: IsoTime, firstRow: z.number(), end: IsoTime, lastRow: z.number() }).optional(),
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
      /** `slice NAME`: a named slice of the project. */
      on: z
        .union([z.enum(['all rows', 'every window', 'last window']), z.templateLiteral(['slice ', SliceName])])
        .default('all rows'),
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
