import type { CategorySample, DriftTest } from '../samples.ts';
import { hellinger as distance } from '../shares/hellinger.ts';
import { alignCounts } from './alignCounts.ts';

export const hellinger: DriftTest<CategorySample> = {
  name: 'hellinger',
  title: 'Hellinger distance',
  explains: 'From 0 for the same shares to 1 for no category in common.',
  compare(reference, current) {
    const counts = alignCounts(reference, current);
    return { score: distance(counts.reference, counts.current), pValue: null };
  },
};
