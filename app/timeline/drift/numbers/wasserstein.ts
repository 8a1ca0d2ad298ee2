import type { DriftTest, NumberSample } from '../samples.ts';
import { moments } from './moments.ts';

/** Columns that hardly vary are not divided by less. */
const LEAST_DEVIATION = 0.001;

/**
 * 1-Wasserstein distance in the unit of the column: ∫ |F - G|, with F and G the empirical distribution functions (as scipy's
 * `wasserstein_distance`). 0 for equal samples, |a - b| for two constant columns.
 */
export function wassersteinDistance(reference: NumberSample, current: NumberSample): number {
  // Not by walkPooled: this is asked of every column and window, and a call for each value would take most of the time.
  const { values: first, counts: ofFirst, n } = reference;
  const { values: second, counts: ofSecond, n: m } = current;
  let i = 0;
  let below = 0;
  let belowCurrent = 0;
  let shareCurrent = 0;
  let area = 0;
  let gap = 0;
  let before = 0;
  for (let j = 0; j <= second.length; j++) {
    const next = j < second.length ? (second[j] as number) : Infinity;
    for (; i < first.length; i++) {
      const value = first[i] as number;
      if (value >= next) break;
      if (gap !== 0) area += gap * (value - before);
      below += ofFirst[i] as number;
      gap = Math.abs(below / n - shareCurrent);
      before = value;
    }
    if (j === second.length) break;
    if (gap !== 0) area += gap * (next - before);
    if (i < first.length && first[i] === next) below += ofFirst[i++] as number;
    belowCurrent += ofSecond[j] as number;
    shareCurrent = belowCurrent / m;
    gap = Math.abs(below / n - shareCurrent);
    before = next;
  }
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
