import { doaneBins } from '../bins/doaneBins.ts';
import type { DriftTest, NumberSample } from '../samples.ts';
import { jensenShannon } from '../../../metrics/shares/jensenShannon.ts';

/** NannyML's score for numbers. */
export const jensenShannonBins: DriftTest<NumberSample> = {
  name: 'jensenShannonBins',
  title: 'Jensen-Shannon distance',
  explains: 'Over bins of the reference: from 0 for the same shares to 1 for no bin in common.',
  compare(reference, current) {
    const counts = doaneBins(reference, current);
    return { score: jensenShannon(counts.reference, counts.current), pValue: null };
  },
};
