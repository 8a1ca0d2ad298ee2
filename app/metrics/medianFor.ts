import type { RegressionTally } from './regressionTally.ts';
import { SortedMedian } from './sortedMedian.ts';
import { effectiveRows } from './weightedSum.ts';

/** The median to feed with the absolute residuals, in ascending order, of the rows a tally has judged. */
export function medianFor(tally: RegressionTally, weighted: boolean): SortedMedian {
  return weighted ? new SortedMedian(tally.absolute.weight, effectiveRows(tally.absolute)) : new SortedMedian(tally.judged);
}
