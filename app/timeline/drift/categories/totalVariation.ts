import type { CategorySample, DriftTest } from '../samples.ts';
import { totalVariation as distance } from '../shares/totalVariation.ts';
import { alignCounts } from './alignCounts.ts';

export const totalVariation: DriftTest<CategorySample> = {
  name: 'totalVariation',
  title: 'Total variation distance',
  explains: 'The share of rows that would need another category for the two to agree.',
  compare(reference, current) {
    const counts = alignCounts(reference, current);
    return { score: distance(counts.reference, counts.current), pValue: null };
  },
};
