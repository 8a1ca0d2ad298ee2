import type { CategorySample, DriftTest } from '../samples.ts';
import { gTestTable } from '../shares/gTestTable.ts';
import { alignCounts } from './alignCounts.ts';

/** Of the table, for the same reason as chiSquare. */
export const gTest: DriftTest<CategorySample> = {
  name: 'gTest',
  title: 'G test',
  explains: 'Likelihood ratio of the table of categories by sample; its p-value says how often chance alone reaches it.',
  compare(reference, current) {
    const counts = alignCounts(reference, current);
    return gTestTable(counts.reference, counts.current);
  },
};
