import type { DriftTest, NumberSample } from '../samples.ts';
import { moments } from './moments.ts';
import { walkPooled } from './walkPooled.ts';

/** Columns that hardly vary are not divided by less. */
const LEAST_DEVIATION = 0.001;

/**
 * 1-Wasserstein distance in the unit of the column: ∫ |F - G|, with F and G the empirical distribution functions (as scipy's
 * `wasserstein_distance`). 0 for equal samples, |a - b| for two constant columns.
 */
export function wassersteinDistance(reference: NumberSample, current: NumberSample): number {
  let area = 0;
  let gap = 0;
  let before = NaN;
  let [below, belowCurrent] = [0, 0];
  walkPooled(reference, current, (value, inReference, inCurrent) => {
    if (gap !== 0) area += gap * (value - before);
    below += inReference;
    belowCurrent += inCurrent;
    gap = Math.abs(below / reference.n - belowCurrent / current.n);
    before = value;
  });
  return area;
}

/**
 * Evidently's "Wasserstein distance (normed)": the distance divided by the population standard deviation of the reference, or by
 * 0.001 where that is greater, as for a constant reference or one of a single row. It has no p-value.
 */
export const wasserstein: DriftTest<NumberSample> = {
  name: 'wasserstein',
  title: 'Wasserstein distance (normed)',
  explains: 'How far values moved on average, in standard deviations of the reference.',
  compare(reference, current) {
    const deviation = Math.sqrt(moments(reference).squares / reference.n);
    return { score: wassersteinDistance(reference, current) / Math.max(deviation, LEAST_DEVIATION), pValue: null };
  },
};
