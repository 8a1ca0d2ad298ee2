import type { CategorySample, DriftTest } from '../samples.ts';
import { jensenShannon as distance } from '../../../metrics/shares/jensenShannon.ts';
import { alignCounts } from './alignCounts.ts';

export const jensenShannon: DriftTest<CategorySample> = {
  name: 'jensenShannon',
  title: 'Jensen-Shannon distance',
  explains: 'From 0 for the same shares to 1 for no category in common.',
  compare(reference, current) {
    const counts = alignCounts(reference, current);
    return { score: distance(counts.reference, counts.current), pValue: null };
  },
};
