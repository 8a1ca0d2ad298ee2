// Parts of the data on which the model is weak, groups set beside each other, and rows whose label is likely wrong.
import { z } from 'zod';
import { Interval, RowFilter, RowPage, Warning } from './common.ts';
import { Metrics } from './runs.ts';
import { WeakSlice } from './stress.ts';

/** What the tree splits. error: wrong or not. logLoss: of the score of the true class. */
export const SliceLoss = z.enum(['error', 'logLoss', 'absoluteError', 'squaredError']);
export type SliceLoss = z.infer<typeof SliceLoss>;

export const WeakSliceSettings = z.object({
  /** Null = error for classes, absolute error for numbers. */
  loss: SliceLoss.nullable().default(null),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
  /** Rows looked at: a seeded sample where there are more. They are kept in memory. */
  maxRows: z.number().int().min(100).max(2_000_000).default(200_000),
});
export type WeakSliceSettings = z.infer<typeof WeakSliceSettings>;

export const WeakSliceReport = z.object({
  version: z.literal(1),
  loss: SliceLoss,
  seed: z.number(),
  /** With a label and a prediction: half of them to find, half to test. */
  rows: z.number(),
  totalRows: z.number(),
  findRows: z.number(),
  testRows: z.number(),
  /** Mean loss of all rows. */
  overall: Interval,
  /** Slices tested: what the adjustment is over. */
  candidates: z.number(),
  /** Adjusted p at most this: the share of false ones among those found, in the long run. */
  level: z.number(),
  /** Which test: "Fisher's exact test, one-sided", "Welch's t test, one-sided". */
  test: z.string(),
  columns: z.array(z.string()),
  leftOut: z.array(z.object({ column: z.string(), reason: z.string() })),
  /** The most loss beyond that of the rest first. */
  slices: z.array(WeakSlice),
  warnings: z.array(Warning),
});
export type WeakSliceReport = z.infer<typeof WeakSliceReport>;

/** One group of a column beside the others. */
export const FairnessGroup = z.object({
  name: z.string(),
  filters: z.array(RowFilter),
  rows: z.number(),
  labelled: z.number(),
  /** Enough labelled rows to be judged: it takes part in the gaps. */
  judged: z.boolean(),
  /** Two classes: share predicted positive. */
  selectionRate: Interval.optional(),
  truePositiveRate: Interval.optional(),
  falsePositiveRate: Interval.optional(),
  precision: Interval.optional(),
  metrics: Metrics,
});
export type FairnessGroup = z.infer<typeof FairnessGroup>;

/** How far apart the groups are in one figure. */
export const FairnessGap = z.object({
  id: z.string(),
  title: z.string(),
  /** How it is computed, in a sentence. */
  help: z.string(),
  value: z.number().nullable(),
  /** The groups between which it lies. */
  highest: z.string().nullable(),
  lowest: z.string().nullable(),
  /** 95 % interval of the difference between these two groups; null for ratios and where it cannot be told. */
  interval: Interval.nullable(),
});
export type FairnessGap = z.infer<typeof FairnessGap>;

export const Fairness = z.object({
  column: z.string(),
  positive: z.string().nullable(),
  rows: z.number(),
  /** Groups with fewer labelled rows are shown, not judged. */
  minRows: z.number(),
  /** How numbers and times were cut into groups; null for categories. */
  cut: z.string().nullable(),
  groups: z.array(FairnessGroup),
  /** Categories beyond those shown. */
  groupsLeftOut: z.number(),
  gaps: z.array(FairnessGap),
});
export type Fairness = z.infer<typeof Fairness>;

/** Likely wrong labels of a run, by confident learning. */
export const LabelIssueSummary = z.object({
  judged: z.number(),
  issues: z.number(),
  classes: z.array(z.string()),
  /** Mean probability of each class over the rows that have it as label. */
  thresholds: z.array(z.number().nullable()),
  /** Row = given label, column = likely label: estimated counts. */
  confidentJoint: z.array(z.array(z.number())),
});
export type LabelIssueSummary = z.infer<typeof LabelIssueSummary>;

export const LabelIssues = z.object({
  summary: LabelIssueSummary,
  /** The likeliest first, the class it is taken for and (p of the label − highest other p + 1) / 2 in front. */
  page: RowPage,
});
export type LabelIssues = z.infer<typeof LabelIssues>;
