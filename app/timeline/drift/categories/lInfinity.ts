import type { CategorySample, DriftTest } from '../samples.ts';
import { lInfinity as distance } from '../shares/lInfinity.ts';
import { alignCounts } from './alignCounts.ts';

export const lInfinity: DriftTest<CategorySample> = {
  name: 'lInfinity',
  title: 'L-infinity distance',
  explains: 'The change in share of the category that has changed most.',
  compare(reference, current) {
    const counts = alignCounts(reference, current);
    return { score: distance(counts.reference, counts.current), pValue: null };
  },
};
