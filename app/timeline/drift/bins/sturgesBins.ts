import type { NumberSample } from '../samples.ts';
import type { CountPair } from '../shares/countPair.ts';
import { isWhole } from './evenEdges.ts';
import { histogram } from './histogram.ts';
import { sturgesEdges } from './sturgesEdges.ts';
import { valueCounts } from './valueCounts.ts';

/**
 * Counts in the bins of Evidently (get_binned_data): Sturges' over both samples together, or every value on its own if the
 * reference has at most 20 of them.
 */
export function sturgesBins(reference: NumberSample, current: NumberSample): CountPair {
  if (reference.values.length <= 20) return valueCounts(reference, current);
  const edges = sturgesEdges(reference, current, { integers: isWhole(reference) && isWhole(current) });
  return { reference: histogram(reference, edges).counts, current: histogram(current, edges).counts };
}
