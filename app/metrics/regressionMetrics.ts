import type { Interval } from '../api/schemas/common.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import { intervalOf, positiveRange, undefinedInterval, withoutInterval, Z95 } from './interval.ts';
import { meanInterval } from './meanInterval.ts';
import type { RegressionTally } from './regressionTally.ts';
import type { SortedMedian } from './sortedMedian.ts';

export interface RegressionFacts {
  tally: RegressionTally;
  /** Of |predicted - actual|, fed in ascending order. */
  median: SortedMedian | null;
}

/** The registry: one line a metric. Names, ranges and explanations for people are in app/api/metricCatalogue.ts. */
export const regressionMetrics = {
  mae: { from: 'values', compute: ({ tally }: RegressionFacts) => meanInterval(tally.absolute) },
  rmse: { from: 'values', compute: ({ tally }: RegressionFacts) => rmse(tally) },
  r2: { from: 'values', compute: ({ tally }: RegressionFacts) => r2(tally) },
  mape: { from: 'values', compute: ({ tally }: RegressionFacts) => meanInterval(tally.percentage) },
  medianAe: { from: 'order', compute: ({ median }: RegressionFacts) => median?.interval() ?? undefinedInterval },
} as const satisfies Partial<Record<MetricName, { from: 'values' | 'order'; compute: (facts: RegressionFacts) => Interval }>>;

/** Root of the mean squared error; the interval of the mean squared error, its root taken. */
function rmse({ squared }: RegressionTally): Interval {
  const square = meanInterval(squared);
  if (square.value === null) return undefinedInterval;
  if (square.low === null || square.high === null) return withoutInterval(Math.sqrt(square.value));
  return intervalOf(Math.sqrt(square.value), Math.sqrt(square.low), Math.sqrt(square.high), positiveRange);
}

/**
 * 1 - Σ e² / Σ (y - mean)². Null with fewer than two rows or labels that are all the same. Interval by the delta
 * method: the variance of (1 - r2) (y - mean)² - e² over the rows, divided by that of the labels squared.
 */
function r2(tally: RegressionTally): Interval {
  const { actual, squared } = tally;
  const n = actual.weight;
  if (!(actual.rows > 1) || !(actual.spread > 0)) return undefinedInterval;
  const ratio = (squared.mean * n) / actual.spread;
  const variance = actual.spread / n;
  const [, , , d4 = 0, , e2 = 0] = tally.momentsAbout(actual.mean);
  const fourthOfErrors = squared.spread + n * squared.mean ** 2;
  // Σ (e² - ratio d²)² with d = y - mean; its mean is zero by definition of the ratio.
  const influence = Math.max(0, fourthOfErrors - 2 * ratio * e2 + ratio * ratio * d4);
  const error = Math.sqrt(influence / n / (actual.rows - 1)) / variance;
  // Symmetric for log(1 - r2), which the bound r2 <= 1 asks for.
  const half = ratio > 0 ? (Z95 * error) / ratio : 0;
  // What predicts the mean has 0, but the sums of both sides are rounded in different ways.
  const value = Math.abs(1 - ratio) < 1e-12 ? 0 : 1 - ratio;
  return intervalOf(value, 1 - ratio * Math.exp(half), 1 - ratio * Math.exp(-half), [-Infinity, 1]);
}

/** All metrics that the facts allow; medianAe only when a median is given. */
export function computeRegressionMetrics(
  tally: RegressionTally,
  median: SortedMedian | null,
): Partial<Record<MetricName, Interval>> {
  const result: Partial<Record<MetricName, Interval>> = {};
  for (const [name, metric] of Object.entries(regressionMetrics) as [MetricName, (typeof regressionMetrics)['mae']][]) {
    if (name === 'medianAe' && median === null) continue;
    result[name] = tally.judged > 0 ? metric.compute({ tally, median }) : undefinedInterval;
  }
  return result;
}
