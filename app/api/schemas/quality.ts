// Data quality: what is wrong with the data before any run. Names of the document are fixed: add, never rename.
import { z } from 'zod';
import { FilePath, IsoTime, RowFilter, Sha256 } from './common.ts';
import { ReadOptions } from './datasets.ts';
import { namedValues } from './namedValues.ts';

export const Severity = z.enum(['fail', 'warn', 'info']);
export type Severity = z.infer<typeof Severity>;

/** What the data are held against, and what conditions are made from. */
export const QualityReference = z.discriminatedUnion('kind', [
  /** The reference period of the runs where one is set, else the first fifth of the rows by time; nothing without times. */
  z.object({ kind: z.literal('auto') }),
  z.object({ kind: z.literal('none') }),
  /** Rows from `start` to before `end` are the reference, rows from `end` on are held against it. ISO 8601; null = from the first row on. */
  z.object({ kind: z.literal('period'), start: IsoTime.nullable().default(null), end: IsoTime }),
  /** Another table, for instance the training data. */
  z.object({ kind: z.literal('file'), paths: z.array(FilePath).min(1), options: ReadOptions.default({}) }),
]);
export type QualityReference = z.infer<typeof QualityReference>;

/** What a person declares of a column; it wins over what the reference says. */
export const ColumnExpectation = z.object({
  min: z.number().nullable().optional(),
  max: z.number().nullable().optional(),
  /** The only texts allowed. */
  categories: z.array(z.string()).optional(),
  /** Ids of checks that leave the column out. */
  ignore: z.array(z.string()).optional(),
});
export type ColumnExpectation = z.infer<typeof ColumnExpectation>;

/** How one check is set. What is left out is as the check itself says. */
export const CheckSettings = z.object({
  on: z.boolean().optional(),
  /** By name of threshold; null = never. */
  thresholds: namedValues(z.number().nullable()).optional(),
});
export type CheckSettings = z.infer<typeof CheckSettings>;

/** `quality` in drydock.json, and the file of `profile --checks FILE`. Checks and thresholds that are not known are left alone. */
export const QualitySettings = z.object({
  checks: namedValues(CheckSettings).default({}),
  columns: namedValues(ColumnExpectation).default({}),
  reference: QualityReference.default({ kind: 'auto' }),
  /** Left out: as the mapping says, and without one the time column of the data. */
  target: z.string().nullable().optional(),
  time: z.string().nullable().optional(),
  /** Columns that tell rows apart and say nothing else: duplicates are looked for without them. */
  keys: z.array(z.string()).optional(),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
});
export type QualitySettings = z.infer<typeof QualitySettings>;

export const CheckThreshold = z.object({
  name: z.string(),
  title: z.string(),
  /** share: 0..1 of rows; count; score: as the help of the check says; times: a multiple. */
  unit: z.enum(['share', 'count', 'score', 'times']),
  default: z.number().nullable(),
  /** `info`, `warn` and `fail` grade what was measured, at once; a `parameter` decides what is measured, and takes another run. */
  kind: z.enum(['grade', 'parameter']),
  /** As it is set now. */
  value: z.number().nullable(),
});
export type CheckThreshold = z.infer<typeof CheckThreshold>;

/** A check as the window, the command line and the guide show it. */
export const CheckInfo = z.object({
  id: z.string(),
  title: z.string(),
  /** What it looks for and how, with the source of its rule. */
  help: z.string(),
  /** What the number means that the thresholds grade. */
  measure: z.string(),
  /** Grades are for values above the threshold, or below it. */
  bad: z.enum(['above', 'below']),
  on: z.boolean(),
  thresholds: z.array(CheckThreshold),
});
export type CheckInfo = z.infer<typeof CheckInfo>;

/** How `quality.rows` finds the rows of a finding. */
export const FindingRows = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('filters'), filters: z.array(RowFilter) }),
  /** Kept by number; `kept` is less than the count where there are very many. */
  z.object({ kind: z.literal('stored'), kept: z.number() }),
  /** The rows that could not be read: `data.rejected`. */
  z.object({ kind: z.literal('rejected') }),
  z.object({ kind: z.literal('none') }),
]);
export type FindingRows = z.infer<typeof FindingRows>;

export const QualityFinding = z.object({
  /** The same for the same trouble in the same data. */
  id: z.string(),
  check: z.string(),
  severity: Severity,
  columns: z.array(z.string()),
  /** Rows concerned. */
  count: z.number(),
  /** Of the rows looked at; null where the finding is not about rows. */
  share: z.number().nullable(),
  /** What the thresholds graded. */
  value: z.number(),
  message: z.string(),
  /** What to do. */
  advice: z.string(),
  /** Values that may mean "missing": the window reads the data anew with them, the command line names its option. */
  maybeMissing: z.array(z.string()).optional(),
  rows: FindingRows,
  /** "on 10,000 rows drawn with seed 0"; null where every row was looked at. */
  sample: z.string().nullable(),
});
export type QualityFinding = z.infer<typeof QualityFinding>;

export const CheckOutcome = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['pass', 'info', 'warn', 'fail', 'skipped']),
  /** Why it was skipped. */
  reason: z.string().nullable(),
  /** Conditions it tested (columns, statistics, labels) and how many of them hold. */
  tested: z.number(),
  passed: z.number(),
  /** Findings left out because there are too many; the worst are kept. */
  more: z.number(),
});
export type CheckOutcome = z.infer<typeof CheckOutcome>;

/** A condition made from the reference, or declared. */
export const Expectation = z.object({
  column: z.string(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  std: z.number().nullable(),
  missing: z.number().nullable(),
  /** How many different texts there are. */
  categories: z.number().nullable(),
  from: z.enum(['reference', 'declared']),
  /** Numbers in the reference that look like codes for "no value": lowest and highest are those of all others. */
  leftOut: z.array(z.number()).default([]),
});
export type Expectation = z.infer<typeof Expectation>;

export const QualityReport = z.object({
  version: z.literal(1),
  createdAt: IsoTime,
  data: z.object({ name: z.string(), paths: z.array(z.string()), sha256: Sha256, rows: z.number(), rejected: z.number() }),
  roles: z.object({ target: z.string().nullable(), time: z.string().nullable(), keys: z.array(z.string()) }),
  /** What the data were held against. `rows` are those of the reference, `compared` those held against it. */
  reference: z
    .object({
      kind: z.enum(['period', 'file']),
      name: z.string(),
      sha256: z.string().nullable(),
      start: IsoTime.nullable(),
      end: IsoTime.nullable(),
      rows: z.number(),
      compared: z.number(),
    })
    .nullable(),
  seed: z.number(),
  outcome: z.enum(['pass', 'warn', 'fail']),
  counts: z.object({ fail: z.number(), warn: z.number(), info: z.number() }),
  /** Worst first. */
  findings: z.array(QualityFinding),
  checks: z.array(CheckOutcome),
  expectations: z.array(Expectation),
  /** False while it runs, and for what the profile alone tells. */
  complete: z.boolean(),
  elapsedMs: z.number(),
});
export type QualityReport = z.infer<typeof QualityReport>;

export const QualityView = z.object({
  /** The last result of these very data; null = none yet. */
  report: QualityReport.nullable(),
  /** Why the result does not hold for the settings of now; null = it does. */
  stale: z.string().nullable(),
  /** What the profile alone tells, at once. */
  quick: QualityReport.nullable(),
  /** What a run will do, in words. */
  plan: z.array(z.string()),
  checks: z.array(CheckInfo),
  settings: QualitySettings,
});
export type QualityView = z.infer<typeof QualityView>;
