// monitoring/baseline.json of a bundle: what the validated rows looked like, so that the server can hold what comes in against it.
import { z } from 'zod';
import { Metrics } from './runs.ts';

/** How often each cell held a value in the validated rows. */
const Cells = z.object({
  /** Numbers: inner bounds of the bins, ascending; a bin begins with its lower bound. One count more than bounds. */
  edges: z.array(z.number()).optional(),
  /** Categories, in order of their names; the last count is of all others. */
  categories: z.array(z.string()).optional(),
  counts: z.array(z.number()),
});

export const BaselineFeature = Cells.extend({
  column: z.string(),
  /** Share of the rows without a value. */
  missing: z.number(),
  /** Stored as float32 in the data: 0.1 as somebody sends it is then that float32. */
  single: z.boolean(),
  /** Of numbers; null where no row has one. */
  range: z.object({ min: z.number(), max: z.number() }).nullable(),
  /** Whether the categories are all that the validated data hold: only then can one be called unseen. */
  complete: z.boolean(),
  /** Largest population stability index and share of missing values to be expected of a window. */
  limits: z.object({ psi: z.number(), missing: z.number() }),
});
export type BaselineFeature = z.infer<typeof BaselineFeature>;

/** From the score of a class to how often it is true; null = the scores as they are. */
const Line = z.object({ x: z.array(z.number()), y: z.array(z.number()) }).nullable();

export const BaselineEstimate = z.object({
  /** One a class; of two classes, one: that of `positive`. */
  lines: z.array(Line),
  /** Index of the class that the one line of two classes is of. */
  positive: z.number().int(),
  /** Sampling error of the estimated accuracy on a single row; on n rows it is this over √n. */
  rowError: z.number(),
  /** Lowest estimate to be expected of a window. */
  least: z.number(),
});
export type BaselineEstimate = z.infer<typeof BaselineEstimate>;

export const Baseline = z.object({
  version: z.literal(1),
  /** Rows looked at: all, or evenly spread ones. */
  rows: z.number(),
  /** Rows of a window that limits are for, how many windows they were taken from, and whether these followed the time. */
  window: z.object({ rows: z.number().int(), count: z.number().int(), byTime: z.boolean() }),
  features: z.array(BaselineFeature),
  /** Predicted classes, or bins of predicted values. */
  predictions: Cells.extend({ limits: z.object({ psi: z.number() }) }),
  /** Score of the predicted class: counts between 0 and 1 in ten bins of equal width. Null without scores. */
  confidence: z.array(z.number()).nullable(),
  /** Accuracy without labels (confidence-based performance estimation); null without scores or labels. */
  estimate: BaselineEstimate.nullable(),
  metrics: Metrics,
});
export type Baseline = z.infer<typeof Baseline>;

/** Rows below which a window of a running server says nothing: half of it. */
export function enoughRows(windowRows: number): number {
  return Math.ceil(windowRows / 2);
}
