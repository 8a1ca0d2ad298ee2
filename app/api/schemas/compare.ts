import { z } from 'zod';
import { Interval } from './common.ts';
import { MetricName } from './runs.ts';

/** Of runs compared at once. */
export const mostCompared = 8;

/**
 * fixed: wrong in a, right in b. broken: right in a, wrong in b. changed: the predictions differ, labelled or not.
 * Regression: fixed = b is closer to the label, broken = b is farther from it.
 */
export const FlipKind = z.enum(['fixed', 'broken', 'changed']);
export type FlipKind = z.infer<typeof FlipKind>;

export const MetricDifference = z.object({
  metric: MetricName,
  a: z.number().nullable(),
  b: z.number().nullable(),
  /** b - a on the same rows, with its 95 % interval; all null where rows cannot be compared. */
  difference: Interval,
  /** Two-sided, of no difference. */
  pValue: z.number().nullable(),
  /** How interval and p-value are made, in words. */
  method: z.string(),
  /** What the interval says of b: it lies wholly on one side of no difference, or it does not. */
  verdict: z.enum(['better', 'worse', 'unclear']),
});
export type MetricDifference = z.infer<typeof MetricDifference>;

/** One run (b) against the reference (a). */
export const RunComparison = z.object({
  a: z.string(),
  b: z.string(),
  /** Rows that are in both runs. */
  rows: z.number(),
  /** Of these, with a label and a prediction of both: what the figures below are about. */
  labelled: z.number(),
  /** Why rows cannot be compared one by one, so that figures only stand side by side; null = they can. */
  comparable: z.string().nullable(),
  differences: z.array(MetricDifference),
  /** Classification only. */
  mcnemar: z
    .object({
      fixed: z.number(),
      broken: z.number(),
      method: z.enum(['exact', 'chi-squared']),
      statistic: z.number().nullable(),
      pValue: z.number(),
    })
    .nullable(),
  flips: z.object({ fixed: z.number(), broken: z.number(), changed: z.number() }).nullable(),
});
export type RunComparison = z.infer<typeof RunComparison>;
