// What a stress run says: how the model behaves on messy data. Names of the document are fixed: add, never rename.
import { z } from 'zod';
import { Cell, FilePath, Interval, IsoTime, RowFilter, Sha256, Warning } from './common.ts';
import { PreparationPlan } from './mapping.ts';
import { Task } from './models.ts';
import { MetricName, Metrics, ProviderName, RunRecord } from './runs.ts';

/** What the curves show. `agreement`: the share of rows whose answer stays the same; for data without labels. */
export const StressMetric = z.enum([...MetricName.options, 'agreement']);
export type StressMetric = z.infer<typeof StressMetric>;

export const StressSettings = z.object({
  /** Null = chosen by the task and the labels there are. */
  metric: StressMetric.nullable().default(null),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
  /** Null = all the time it takes. The most telling comes first, so that little time tells much. */
  budgetMinutes: z.number().positive().max(10_080).nullable().default(null),
  /** Rows it works on: a seeded sample where the data have more. They are kept in memory. */
  maxRows: z.number().int().min(50).max(5_000_000).default(20_000),
  /** Ids of corruptions; null = all that fit. */
  corruptions: z.array(z.string()).min(1).nullable().default(null),
  /** Columns to damage, one by one and together; null = every column that feeds the model. */
  columns: z.array(z.string()).min(1).nullable().default(null),
  /** Breaking points are where the metric leaves this value. Null = halfway between clean and the dummy baseline. */
  floor: z.number().nullable().default(null),
  /** Another stress run, of the model to compare with: its id, or the absolute path of its folder. Its damage is the unit of the relative score. */
  baseline: z.string().nullable().default(null),
  provider: ProviderName.default('auto'),
});
export type StressSettings = z.infer<typeof StressSettings>;

/** Families, in the order in which a person reads them. */
export const CorruptionFamily = z.enum([
  'missing',
  'values',
  'categories',
  'text',
  'columns',
  'rows',
  'labels',
  'order',
  'shift',
]);
export type CorruptionFamily = z.infer<typeof CorruptionFamily>;

/** What a corruption is, for people. The window and the guide are read off the registry through this. */
export const CorruptionCard = z.object({
  id: z.string(),
  title: z.string(),
  family: CorruptionFamily,
  help: z.string(),
  /** `cells`: put on columns, each alone and all together. `table`: put on the rows as a whole. */
  of: z.enum(['cells', 'table']),
  /** Whether amounts between the severities make sense: then a breaking point is searched. */
  continuous: z.boolean(),
  /** Severities 1 to 5. */
  severities: z.array(z.object({ severity: z.number(), amount: z.number(), meaning: z.string() })).length(5),
});
export type CorruptionCard = z.infer<typeof CorruptionCard>;

/** Where a metric leaves the floor, by bisection over the amount. */
export const BreakingPoint = z.object({
  /**
   * crosses: within the amounts of the corruption. holds: it stays on the good side up to the largest amount.
   * at once: it is past the floor at the smallest one already.
   */
  kind: z.enum(['crosses', 'holds', 'at once']),
  /** In the unit of the corruption's amount. Where it does not cross: the largest, or the smallest. */
  amount: z.number(),
  /** The 95 % interval of the metric crosses the floor between these. Null: beyond the amounts of the corruption. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** "rocAuc stays above 0.75 up to 12 % missing in Speed". */
  text: z.string(),
});
export type BreakingPoint = z.infer<typeof BreakingPoint>;

export const SeverityScore = z.object({
  severity: z.number().int().min(1).max(5),
  amount: z.number(),
  /** "12 % of the cells". */
  meaning: z.string(),
  metrics: Metrics,
  /** The metric that the curves show, be it `agreement` too. */
  score: Interval,
  /** Share of rows whose answer differs from that on clean data (regression: by more than 5 % of it). */
  flipRate: Interval,
  /** Rows that got an answer, and that got none. */
  answered: z.number(),
  unanswered: z.number(),
  /** What the model said when it did not take such rows at all; there are no figures then. */
  refused: z.string().optional(),
});
export type SeverityScore = z.infer<typeof SeverityScore>;

export const CorruptionScore = z.object({
  /** Id in the registry. */
  name: z.string(),
  title: z.string(),
  family: CorruptionFamily,
  help: z.string(),
  /** Columns it was put on. */
  columns: z.array(z.string()),
  severities: z.array(SeverityScore),
  /** Mean of the metric over the severities: the area under the curve, severity 0 (clean) not counted. */
  area: z.number().nullable(),
  /** Like CE of ImageNet-C: its error summed over the severities, as a share of the baseline's. 1 = as bad as the baseline. */
  relative: z.number().nullable().optional(),
  breakingPoint: BreakingPoint.optional(),
});
export type CorruptionScore = z.infer<typeof CorruptionScore>;

/** One column, damaged alone in one way at one severity. */
export const ColumnFailure = z.object({
  /** Id of the corruption. */
  mode: z.string(),
  severity: z.number().int().min(1).max(5),
  /** How much worse the metric is than on clean data, paired row by row; positive = worse. */
  drop: Interval,
  flipRate: Interval,
  breakingPoint: BreakingPoint.optional(),
  /** As in SeverityScore. */
  refused: z.string().optional(),
});
export type ColumnFailure = z.infer<typeof ColumnFailure>;

export const ColumnScore = z.object({
  column: z.string(),
  /** Permutation importance: how much worse the metric is when the column is shuffled. */
  importance: Interval.nullable(),
  failures: z.array(ColumnFailure),
  /** The largest drop; sorts the heat map. */
  damage: z.number().nullable(),
});
export type ColumnScore = z.infer<typeof ColumnScore>;

/** A part of the data on which the model is worse than on the rest. */
export const WeakSlice = z.object({
  /** In words: "Speed > 200 and Origin State is Texas". */
  rule: z.string(),
  filters: z.array(RowFilter),
  rows: z.number(),
  /** Of all rows. */
  share: z.number(),
  /** Of all errors (or of the loss). */
  coverage: z.number(),
  /** Of all its rows. */
  metrics: Metrics,
  /** The mean loss in it, in the rest, and the difference: of the half of the rows that it was not found on. */
  loss: Interval,
  restLoss: Interval,
  difference: Interval,
  /** Its rows in that half. */
  testRows: z.number(),
  /** One-sided, of no difference, on that half. */
  pValue: z.number(),
  /** Benjamini–Hochberg over all slices looked at. */
  pAdjusted: z.number(),
});
export type WeakSlice = z.infer<typeof WeakSlice>;

/** What the model says of a row: a class with its score, or a value. Null = no answer. */
export const StressAnswer = z.object({ answer: Cell, score: z.number().nullable() });

/** A row whose answer on clean data small damage to its own cells flips. */
export const UnstableRow = StressAnswer.extend({
  /** 1-based number in the dataset. */
  row: z.number(),
  actual: Cell,
  /** Small damages that changed one of its cells, and how many of these flipped its answer. */
  tried: z.number(),
  flips: z.number(),
  /** Titles of the corruptions that did. */
  by: z.array(z.string()),
});
export type UnstableRow = z.infer<typeof UnstableRow>;

export const StressReport = z.object({
  version: z.literal(1),
  task: Task,
  metric: StressMetric,
  /** Why this one, in words. */
  metricReason: z.string(),
  higherIsBetter: z.boolean(),
  seed: z.number(),
  /** Rows it worked on, and how many the data have. */
  rows: z.number(),
  totalRows: z.number(),
  labelled: z.number(),
  provider: z.string(),
  /** Rows a call of the runtime. */
  batch: z.number(),
  /** The metric on the data as they are. */
  clean: Interval,
  cleanMetrics: Metrics,
  /** The dummy's (majority class, mean) value of the metric. */
  dummy: z.number().nullable(),
  floor: z.number().nullable(),
  /** How the floor came about, in words. */
  floorReason: z.string(),
  /** 0–100: the share of what the model can do beyond the dummy that it keeps on messy data; mean over the corruptions. */
  grade: z.object({ score: z.number(), letter: z.enum(['A', 'B', 'C', 'D', 'E', 'F']), meaning: z.string() }).nullable(),
  corruptions: z.array(CorruptionScore),
  columns: z.array(ColumnScore),
  slices: z.array(WeakSlice),
  /** Under corruptions of cells at severities 1 and 2, all columns at once; `rows`: how many flipped at all. Runs before had none. */
  unstable: z.object({ damages: z.number(), rows: z.number(), worst: z.array(UnstableRow) }).optional(),
  /** Mean of the relative scores: like mCE. */
  relative: z.number().nullable().optional(),
  /** The run whose damage is the unit of `relative`. */
  baseline: z.object({ id: z.string(), name: z.string() }).optional(),
  /** Rows predicted, and how many the whole plan takes. `stage`: what it is at, in words. */
  progress: z.object({ done: z.number(), planned: z.number(), stage: z.string() }),
  timing: z.object({
    corruptMs: z.number(),
    prepareMs: z.number(),
    inferMs: z.number(),
    scoreMs: z.number(),
    totalMs: z.number(),
    rowsPerSecond: z.number(),
  }),
  warnings: z.array(Warning),
});
export type StressReport = z.infer<typeof StressReport>;

/** runs/<time>-stress/stress.json. */
export const StressRecord = z.object({
  version: z.literal(1),
  id: z.string(),
  kind: z.literal('stress'),
  name: z.string(),
  archived: z.boolean(),
  /** partial = cancelled, out of budget or ended by a fault: what was finished is kept. */
  state: z.enum(['running', 'complete', 'partial', 'failed']),
  stateReason: z.string().nullable(),
  startedAt: IsoTime,
  endedAt: IsoTime.nullable(),
  model: z.object({ name: z.string(), path: FilePath, sha256: Sha256, runSha256: Sha256 }),
  data: z.object({ name: z.string(), paths: z.array(FilePath), sha256: Sha256, rows: z.number() }),
  mapping: RunRecord.shape.mapping,
  plan: PreparationPlan,
  settings: StressSettings,
  versions: RunRecord.shape.versions,
  host: RunRecord.shape.host,
  report: StressReport.nullable(),
});
export type StressRecord = z.infer<typeof StressRecord>;

/** A stress run as a list shows it. */
export const StressSummary = StressRecord.omit({ report: true, mapping: true, plan: true }).extend({
  metric: StressMetric.nullable(),
  clean: Interval.nullable(),
  grade: StressReport.shape.grade,
  progress: StressReport.shape.progress.nullable(),
});
export type StressSummary = z.infer<typeof StressSummary>;

/** changed: rows of which a cell (or the label) is not as it was. flipped: rows that get another answer. */
export const StressRowKind = z.enum(['all', 'changed', 'flipped']);
export type StressRowKind = z.infer<typeof StressRowKind>;

export const StressRowsRequest = z.object({
  /** Id in the registry. */
  corruption: z.string(),
  severity: z.number().int().min(1).max(5),
  /** This column alone; null = all that the corruption was put on. */
  column: z.string().nullable().default(null),
  kind: StressRowKind.default('all'),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export type StressRowsRequest = z.infer<typeof StressRowsRequest>;

/** Rows before and after a corruption, side by side. */
export const StressRows = z.object({
  /** Those that feed the model. */
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(
    z.object({
      /** 1-based number in the dataset. */
      row: z.number(),
      before: z.array(Cell),
      after: z.array(Cell),
      /** Indices into `columns`. */
      changed: z.array(z.number()),
      actual: z.object({ before: Cell, after: Cell }),
      answer: z.object({ before: StressAnswer, after: StressAnswer }),
      flipped: z.boolean(),
    }),
  ),
  /** "25 % of the cells missing". */
  meaning: z.string(),
  offset: z.number(),
  /** Rows of the kind asked for. */
  total: z.number(),
  counts: z.object({ all: z.number(), changed: z.number(), flipped: z.number() }),
});
export type StressRows = z.infer<typeof StressRows>;

/** What `drydock stress --gate` says. `corruption` and `at` are null for the grade. */
export const StressGateResult = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      corruption: z.string().nullable(),
      at: z.number().nullable(),
      figure: z.string(),
      ok: z.boolean(),
      value: z.number().nullable(),
      limit: z.string(),
      detail: z.string(),
    }),
  ),
});
export type StressGateResult = z.infer<typeof StressGateResult>;
