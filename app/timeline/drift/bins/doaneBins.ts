import type { NumberSample } from '../samples.ts';
import type { CountPair } from '../shares/countPair.ts';
import { doaneEdges } from './doaneEdges.ts';
import { isWhole } from './evenEdges.ts';
import { histogram } from './histogram.ts';

/**
 * Counts in the bins of NannyML: Doane's over the reference, or each of its values on its own if it has at most 50 and no more
 * than one for ten rows; what current has outside of them is one more bin, with none of the reference.
 */
export function doaneBins(reference: NumberSample, current: NumberSample): CountPair {
  const distinct = reference.values.length;
  const isContinuous = distinct > 50 || distinct / reference.n > 0.1;
  const counts = isContinuous ? inBins(reference, current) : atValues(reference, current);
  const inside = counts.current.reduce((sum, count) => sum + count, 0);
  return {
    reference: Float64Array.of(...counts.reference, 0),
    current: Float64Array.of(...counts.current, current.n - inside),
  };
}

function inBins(reference: NumberSample, current: NumberSample): CountPair {
  const edges = doaneEdges(reference, { integers: isWhole(reference) });
  return { reference: histogram(reference, edges).counts, current: histogram(current, edges).counts };
}

function atValues(reference: NumberSample, current: NumberSample): CountPair {
  const rows = new Map<number, number>();
  current.values.forEach((value, i) => rows.set(value, current.counts[i] as number));
  return { reference: reference.counts, current: reference.values.map((value) => rows.get(value) ?? 0) };
}
