import type { DriftTest, NumberSample } from '../samples.ts';
import { rankSumUpperTail } from './distributions/rankSumExact.ts';
import { normalUpperTail, rankSum } from './rankSum.ts';

/**
 * Mann-Whitney's test against the reference being less than the current rows, as Evidently asks scipy's `mannwhitneyu` with
 * alternative="less": exact and approximate as in the two-sided test. Where all rows of both are the same p is 1.
 */
export const mannWhitneyLess: DriftTest<NumberSample> = {
  name: 'mannWhitneyLess',
  title: 'Mann-Whitney U test (reference less)',
  explains:
    'In how many pairs of a reference and a current row the reference is greater; few speak for current values having grown.',
  compare(reference, current) {
    const { u, deviation, hasExact } = rankSum(reference, current);
    const pairs = reference.n * current.n;
    const pValue = hasExact
      ? rankSumUpperTail(pairs - u, reference.n, current.n)
      : normalUpperTail(pairs - u, pairs / 2, deviation);
    return { score: u, pValue };
  },
};
