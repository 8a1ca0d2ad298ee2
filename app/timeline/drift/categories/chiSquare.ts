import type { CategorySample, DriftTest } from '../samples.ts';
import { chiSquareTable } from '../shares/chiSquareTable.ts';
import { alignCounts } from './alignCounts.ts';

/** Of the table rather than against the reference as given, which one row of a new category would take to infinity. */
export const chiSquare: DriftTest<CategorySample> = {
  name: 'chiSquare',
  title: 'Chi-square test',
  explains: 'Chi-square of the table of categories by sample; its p-value says how often chance alone reaches it.',
  compare(reference, current) {
    const counts = alignCounts(reference, current);
    return chiSquareTable(counts.reference, counts.current);
  },
};
