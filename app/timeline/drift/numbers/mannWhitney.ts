import type { DriftTest, NumberSample } from '../samples.ts';
import { rankSumUpperTail } from './distributions/rankSumExact.ts';
import { normalUpperTail, rankSum } from './rankSum.ts';

/**
 * Mann-Whitney's test, two-sided, as scipy's `mannwhitneyu(reference, current)`: exact without ties where a sample has at most 8
 * rows, else the normal approximation with corrections for ties and continuity. Where all rows of both are the same p is 1.
 */
export const mannWhitney: DriftTest<NumberSample> = {
  name: 'mannWhitney',
  title: 'Mann-Whitney U test',
  explains: 'In how many pairs of a reference and a current row the reference is greater, ties counting half.',
  compare(reference, current) {
    const { u, deviation, hasExact } = rankSum(reference, current);
    const pairs = reference.n * current.n;
    const greater = Math.max(u, pairs - u);
    const upper = hasExact ? rankSumUpperTail(greater, reference.n, current.n) : normalUpperTail(greater, pairs / 2, deviation);
    return { score: u, pValue: Math.min(1, 2 * upper) };
  },
};
