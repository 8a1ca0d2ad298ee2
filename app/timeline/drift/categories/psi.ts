import type { CategorySample, DriftTest } from '../samples.ts';
import { psi as distance } from '../../../metrics/shares/psi.ts';
import { alignCounts } from './alignCounts.ts';

/** By Evidently's rule for zeros: a least share for all cells would make a change among very many categories invisible. */
export const psi: DriftTest<CategorySample> = {
  name: 'psi',
  title: 'Population stability index',
  explains:
    'Sum over categories of the change in share times the logarithm of its ratio, shares of 0 taken as 0.0001 or less; 0.1 is often called small and 0.25 large.',
  compare(reference, current) {
    const counts = alignCounts(reference, current);
    return { score: distance(counts.reference, counts.current, 'fill'), pValue: null };
  },
};
