import { z } from 'zod';
import { FilePath, Interval, IsoTime, Sha256, Warning } from './common.ts';
import { ReadOptions } from './datasets.ts';
import { MetricName, WindowUnit } from './runs.ts';
import { SegmentTimeline } from './segments.ts';
import { StressMetric } from './stress.ts';

export const DriftPresetName = z.enum(['drydock', 'evidently', 'deepchecks', 'nannyml']);
export type DriftPresetName = z.infer<typeof DriftPresetName>;

export const DriftVerdict = z.enum(['none', 'possible', 'drift']);
export type DriftVerdict = z.infer<typeof DriftVerdict>;

/** What rows are held against: the reference. */
export const DriftReference = z.discriminatedUnion('from', [
  /** The period set in the project, else the first windows that hold a fifth of the rows. */
  z.object({ from: z.literal('auto') }),
  /** ISO 8601, half open; of the same data. */
  z.object({ from: z.literal('period'), start: IsoTime, end: IsoTime }),
  /** Another table, for instance the training data; or references that were saved, which are merged. */
  z.object({ from: z.literal('files'), paths: z.array(FilePath).min(1), options: ReadOptions.default({}) }),
  /** The data of another project, with the predictions of one of its validations: left out, of the last complete one. */
  z.object({ from: z.literal('project'), path: FilePath, runId: z.string().optional() }),
]);
export type DriftReference = z.infer<typeof DriftReference>;

/** A reference that was saved in a file, to be held against later. */
export const SavedReference = z.object({
  path: FilePath,
  sizeBytes: z.number(),
  rows: z.number(),
  /** Of them, rows looked at. */
  used: z.number(),
  columns: z.number(),
  /** Whole rows kept in it, for what all columns together say. */
  sampled: z.number(),
  /** Columns that nothing is kept of. */
  leftOut: z.array(z.string()),
});
export type SavedReference = z.infer<typeof SavedReference>;

export const DriftSettings = z.object({
  preset: DriftPresetName.default('drydock'),
  reference: DriftReference.default({ from: 'auto' }),
  /** Column with the time; null = that of the mapping, else that of the data. */
  time: z.string().nullable().default(null),
  /** Column with the labels; null = that of the mapping. A table without it is one whose labels are not known yet. */
  target: z.string().nullable().default(null),
  window: WindowUnit.default('auto'),
  /** Validation whose predictions are compared too; null = the last complete one of these data. */
  runId: z.string().nullable().default(null),
  /** Null = all that can be compared. */
  columns: z.array(z.string()).min(1).nullable().default(null),
  /** Column whose groups are told one by one: the true figure of each, by window. */
  segments: z.string().nullable().default(null),
  /** Rows compared at most, current and reference each; of more, a seeded sample in which no window falls under 5,000. */
  maxRows: z.number().int().min(1_000).max(20_000_000).default(2_000_000),
  seed: z.number().int().min(0).default(0),
  /** Every change detector is set so that it alarms by chance so often in a month; null = as their authors set them. */
  falseAlarmsAMonth: z.number().min(0.001).max(10_000).nullable().default(null),
});
export type DriftSettings = z.infer<typeof DriftSettings>;

/** One column in one window (or all of them together) against the reference. */
export const DriftCell = z.object({
  /** Rows compared: those that have a value. */
  n: z.number(),
  /** Share of rows without a value. */
  missing: z.number().nullable(),
  method: z.string(),
  /** Null where too few rows have a value. */
  score: z.number().nullable(),
  /** The score (or, for a test by p-value, the p-value) from which on the preset speaks of drift. */
  threshold: z.number().nullable(),
  pValue: z.number().nullable(),
  /** Adjusted for the number of columns compared (Benjamini-Hochberg); Drydock's preset alone. */
  adjusted: z.number().nullable(),
  /** Where 95 % of scores lie without any drift, at these sizes; Drydock's preset alone. */
  band: z.number().nullable(),
  verdict: DriftVerdict,
  /** The verdict is that of the missing cells, graver than that of the values; left out: that of the values. Drydock's preset alone. */
  by: z.literal('missing').optional(),
});
export type DriftCell = z.infer<typeof DriftCell>;

/** What a column looked like, coarsely: for the chart of a clicked cell. */
export const DriftShape = z.object({
  /** Bounds of equally wide bins, for numbers; what lies outside counts in the first or last. */
  edges: z.array(z.number()).nullable(),
  /** Categories, the most frequent first; the last may be all others. */
  labels: z.array(z.string()).nullable(),
  reference: z.array(z.number()),
  /** By window. */
  windows: z.array(z.array(z.number())),
});
export type DriftShape = z.infer<typeof DriftShape>;

export const DriftColumn = DriftCell.extend({
  name: z.string(),
  /** `text`: free text, compared by a domain classifier; its `shape` is that of the lengths in characters. Drydock's preset alone. */
  kind: z.enum(['number', 'category', 'text']),
  /** `feature` feeds the model; `score` is the score of the positive class. */
  role: z.enum(['feature', 'prediction', 'score', 'target', 'other']),
  /**
   * What the model loses when the column alone turns from what it was in the reference to what it is now; measured on
   * labelled rows of the reference. Null where there is no model to measure it with.
   */
  damage: Interval.nullable(),
  /** By window; those of the reference included. */
  windows: z.array(DriftCell),
  /** Index of the window since which it has drifted without a break; null = not in the last window. */
  since: z.number().nullable(),
  /** What changed, in words, the most telling first. */
  changes: z.array(z.string()),
  /**
   * Which of the stress corruptions turns the reference best into the last window that the column drifts in, and the share of the
   * change that it explains; left out where none explains most of it.
   */
  looksLike: z
    .object({ corruption: z.string(), title: z.string(), words: z.string(), fit: z.number(), window: z.number() })
    .optional(),
  /**
   * Its rank correlation with the label went one way in the reference and goes the other way now, both beyond chance, adjusted for the number of
   * columns; left out where it did not, or without labels. `last`: in the last window with labels, else in all after the reference.
   */
  turned: z.object({ before: Interval, now: Interval, last: z.boolean() }).optional(),
  shape: DriftShape,
});
export type DriftColumn = z.infer<typeof DriftColumn>;

export const DriftWindow = z.object({
  start: IsoTime.nullable(),
  end: IsoTime.nullable(),
  /** 1-based, for windows by rows in the order of the file. */
  firstRow: z.number().nullable(),
  lastRow: z.number().nullable(),
  timeOrder: z.object({ firstRow: z.number(), lastRow: z.number() }).optional(),
  rows: z.number(),
  /** Of them, rows compared. */
  used: z.number(),
  reference: z.boolean(),
});
export type DriftWindow = z.infer<typeof DriftWindow>;

const DatasetDrift = z.object({
  /** Of the columns compared, the share that drifts. */
  share: z.number(),
  verdict: DriftVerdict,
});

const TogetherCell = Interval.extend({ verdict: DriftVerdict });

/** All columns that feed the model taken together, window by window against the reference. */
export const DriftTogether = z.object({
  /** Area under the ROC curve of trees that tell the window from the reference; mean distance of rows from the reference's components. */
  method: z.enum(['domain-classifier', 'pca-reconstruction']),
  columns: z.number(),
  /** Columns that feed the model: of more than thirty, the first thirty are taken. */
  of: z.number(),
  /** Values that tell of no drift lie between these. */
  band: z.object({ low: z.number(), high: z.number() }),
  /** Of all rows but the reference. */
  overall: TogetherCell,
  windows: z.array(TogetherCell),
});
export type DriftTogether = z.infer<typeof DriftTogether>;

/** A figure that no label was needed for, by window. */
export const DriftEstimate = z.object({
  method: z.enum(['cbpe', 'dle', 'importance-weighting', 'stress-replay']),
  metric: MetricName,
  /** Of all rows but the reference. */
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  windows: z.array(Interval),
  /** The true figures, where labels are there. */
  realized: z.array(Interval),
  /** Of the labelled rows of the reference. */
  reference: Interval,
  /** Share of a window's rows of a kind that the reference has next to none of: there the figure is not to be trusted. */
  outsideSupport: z.array(z.number().nullable()).optional(),
  /** Stress replay: which faults of each window were put on rows of the reference, or why there is no figure. */
  replayed: z.array(z.string()).optional(),
});
export type DriftEstimate = z.infer<typeof DriftEstimate>;

export const DriftAction = z.enum(['wait', 'look', 'fix the data', 'retrain']);
export type DriftAction = z.infer<typeof DriftAction>;

export const DriftAlert = z.object({
  rule: z.string(),
  title: z.string(),
  severity: z.enum(['info', 'warning', 'alarm']),
  /** ISO 8601 of the first window it holds in; the window's number (1-based) where there are no times. */
  since: z.string(),
  /** Indices of the first and the last window it holds in. */
  from: z.number(),
  to: z.number(),
  /** The window that `detail` is of: the last one that has about as many rows as windows usually have. */
  at: z.number().optional(),
  /** It holds in the last window that has rows. */
  active: z.boolean(),
  column: z.string().nullable(),
  detail: z.string(),
  action: DriftAction,
});
export type DriftAlert = z.infer<typeof DriftAlert>;

/** Alerts with the times that they hold in, to be drawn over windows of another length. */
export const TimedAlerts = z.object({
  driftId: z.string(),
  name: z.string(),
  alerts: z.array(DriftAlert.extend({ start: IsoTime.nullable(), end: IsoTime.nullable() })),
});
export type TimedAlerts = z.infer<typeof TimedAlerts>;

/** The alarms of one change detector over the errors of the model, row by row in order of time. */
export const DetectorResult = z.object({
  name: z.string(),
  title: z.string(),
  /** All alarms; the first of them are named. */
  count: z.number(),
  alarms: z.array(z.object({ row: z.number(), time: IsoTime.nullable(), window: z.number().nullable() })),
  /** False alarms in a thousand rows without any change, simulated on the errors of the reference. */
  falseAlarms: Interval,
  /** The same in a month, of as many labelled rows as the data have in one; null where there are no times. */
  falseAlarmsAMonth: Interval.nullable().optional(),
  /** How soon it would find a change, simulated likewise. */
  detection: z
    .object({
      /** The change, in words. */
      change: z.string(),
      /** Share of the streams in which it alarmed within `within` rows. */
      found: Interval,
      within: z.number(),
      /** Rows to the alarm: the median, and what half of the streams lie between; null where it never alarmed. */
      rows: z.object({ lower: z.number(), median: z.number(), upper: z.number() }).nullable(),
    })
    .optional(),
  /** What it was set to, where false alarms a month were asked for. `reached`: false = even the least sensitive setting alarms more often. */
  tuned: z.object({ parameter: z.string(), value: z.number(), reached: z.boolean() }).optional(),
});
export type DetectorResult = z.infer<typeof DetectorResult>;

/** The `drift --json` document. Names are fixed: add, never rename. */
export const DriftReport = z.object({
  preset: DriftPresetName,
  unit: z.string(),
  reference: z.object({
    name: z.string(),
    start: IsoTime.nullable(),
    end: IsoTime.nullable(),
    rows: z.number(),
    used: z.number(),
  }),
  current: z.object({ name: z.string(), rows: z.number(), used: z.number() }),
  windows: z.array(DriftWindow),
  columns: z.array(DriftColumn),
  leftOut: z.array(z.object({ column: z.string(), reason: z.string() })),
  dataset: DatasetDrift,
  /** The figure that `damage` of the columns is lost of; agreement: the share of answers that stay as they were. */
  damageMetric: StressMetric.optional(),
  /** By window. */
  datasetWindows: z.array(DatasetDrift),
  /** The predictions themselves, as one of `columns`. */
  prediction: z.object({ method: z.string(), score: z.number().nullable(), verdict: DriftVerdict }).optional(),
  /** Drydock's preset alone. */
  together: z.array(DriftTogether).optional(),
  estimates: z.array(DriftEstimate).optional(),
  detectors: z.array(DetectorResult).optional(),
  /** The figure that is watched, by the groups of the column asked for. */
  segments: SegmentTimeline.optional(),
  alerts: z.array(DriftAlert),
  verdict: z.object({
    action: DriftAction,
    /** Index of the window it began in; null = nothing is wrong. */
    since: z.number().nullable(),
    headline: z.string(),
    reasons: z.array(z.string()),
  }),
  warnings: z.array(Warning),
});
export type DriftReport = z.infer<typeof DriftReport>;

/** drift.json of a run folder. */
export const DriftRecord = z.object({
  version: z.literal(1),
  id: z.string(),
  kind: z.literal('drift'),
  name: z.string(),
  archived: z.boolean(),
  startedAt: IsoTime,
  endedAt: IsoTime,
  data: z.object({ name: z.string(), paths: z.array(FilePath), sha256: Sha256, rows: z.number() }),
  /** The validation whose predictions were compared. */
  runId: z.string().nullable(),
  settings: DriftSettings,
  report: DriftReport,
});
export type DriftRecord = z.infer<typeof DriftRecord>;

export const DriftSummary = DriftRecord.omit({ report: true }).extend({
  verdict: DriftReport.shape.verdict,
});
export type DriftSummary = z.infer<typeof DriftSummary>;
