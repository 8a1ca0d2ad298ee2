import { decileEdges } from '../bins/decileEdges.ts';
import { histogram } from '../bins/histogram.ts';
import type { DriftTest, NumberSample } from '../samples.ts';
import { psi } from '../../../metrics/shares/psi.ts';

/** The classic form: bins from the deciles of the reference, without ends. */
export const psiDeciles: DriftTest<NumberSample> = {
  name: 'psiDeciles',
  title: 'Population stability index',
  explains:
    'Over ten bins with as many reference rows each, shares below 0.0001 taken as that; 0.1 is often called small and 0.25 large.',
  compare(reference, current) {
    const edges = decileEdges(reference);
    return { score: psi(histogram(reference, edges).counts, histogram(current, edges).counts), pValue: null };
  },
};
