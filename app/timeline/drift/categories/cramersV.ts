import type { CategorySample, DriftTest } from '../samples.ts';
import { balancedCramersV } from '../shares/balancedCramersV.ts';
import { alignCounts } from './alignCounts.ts';

/** Deepchecks' score for categories. */
export const cramersV: DriftTest<CategorySample> = {
  name: 'cramersV',
  title: "Cramér's V",
  explains:
    'From 0 for the same shares to 1 for no category in common, with samples brought to one size and chance differences taken off.',
  compare(reference, current) {
    const counts = alignCounts(reference, current);
    return { score: balancedCramersV(counts.reference, counts.current), pValue: null };
  },
};
