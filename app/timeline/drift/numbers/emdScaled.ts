import type { DriftTest, NumberSample } from '../samples.ts';
import { sampleQuantile } from './sampleQuantile.ts';
import { wassersteinDistance } from './wasserstein.ts';

/** What Deepchecks cuts at either end. */
const MARGIN = 0.025;

/**
 * Earth mover's distance as Deepchecks scales it: from either sample the rows outside its own quantiles `margin` and 1 - `margin`
 * are cut (rows on them stay), what is left of both is scaled to [0, 1] together, and the 1-Wasserstein distance taken.
 * 0 where all values left are the same; NaN where the cut leaves a sample without rows (two rows that differ).
 * @param margin share of rows in [0, 0.5)
 */
export function scaledDistance(reference: NumberSample, current: NumberSample, margin: number): number {
  if (!(margin >= 0 && margin < 0.5)) throw new RangeError(`A margin of ${margin} is not within [0, 0.5).`);
  const [first, second] = [cutEnds(reference, margin), cutEnds(current, margin)];
  if (first.n === 0 || second.n === 0) return NaN;
  const least = Math.min(first.values[0] as number, second.values[0] as number);
  const greatest = Math.max(first.values.at(-1) as number, second.values.at(-1) as number);
  return greatest > least ? wassersteinDistance(first, second) / (greatest - least) : 0;
}

function cutEnds(sample: NumberSample, margin: number): NumberSample {
  if (margin === 0) return sample;
  const [low, high] = [sampleQuantile(sample, margin), sampleQuantile(sample, 1 - margin)];
  let from = 0;
  let to = sample.values.length;
  while (from < to && (sample.values[from] as number) < low) from++;
  while (to > from && (sample.values[to - 1] as number) > high) to--;
  const counts = sample.counts.subarray(from, to);
  return { values: sample.values.subarray(from, to), counts, n: counts.reduce((sum, count) => sum + count, 0), missing: 0 };
}

/** With Deepchecks' default margin of 2.5 %. It has no p-value. */
export const emdScaled: DriftTest<NumberSample> = {
  name: 'emdScaled',
  title: "Earth mover's distance (scaled)",
  explains: 'How far values moved on average as a share of their range, the outermost 2.5 % at either end left out.',
  compare: (reference, current) => ({ score: scaledDistance(reference, current, MARGIN), pValue: null }),
};
