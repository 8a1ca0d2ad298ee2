import { doaneBins } from '../bins/doaneBins.ts';
import type { DriftTest, NumberSample } from '../samples.ts';
import { hellinger } from '../shares/hellinger.ts';

/** NannyML's form: bins as for jensenShannonBins. */
export const hellingerBins: DriftTest<NumberSample> = {
  name: 'hellingerBins',
  title: 'Hellinger distance',
  explains: 'Over bins of the reference: from 0 for the same shares to 1 for no bin in common.',
  compare(reference, current) {
    const counts = doaneBins(reference, current);
    return { score: hellinger(counts.reference, counts.current), pValue: null };
  },
};
