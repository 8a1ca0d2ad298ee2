import { medianFor } from '../metrics/medianFor.ts';
import { computeRegressionMetrics } from '../metrics/regressionMetrics.ts';
import { RegressionTally } from '../metrics/regressionTally.ts';
import type { RegressionRows } from '../metrics/rows.ts';
import type { SortedMedian } from '../metrics/sortedMedian.ts';
import type { TimelinePlan } from './timelinePlan.ts';
import { TimelineTally } from './timelineTally.ts';

/** `order(window)` takes the absolute residuals of the window's judged rows in ascending order. */
export type RegressionTimeline = TimelineTally<RegressionRows, RegressionTally, SortedMedian>;

export function createRegressionTimeline(plan: TimelinePlan, options: { weighted: boolean }): RegressionTimeline {
  return new TimelineTally(plan, {
    create: () => new RegressionTally({ sampleRows: 0 }),
    createOrder: (tally) => medianFor(tally, options.weighted),
    metrics: computeRegressionMetrics,
  });
}
