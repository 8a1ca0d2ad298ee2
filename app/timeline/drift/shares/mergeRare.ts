import type { CountPair } from './countPair.ts';

/**
 * Puts categories that have less than a minimum share of the reference into one, at the end, which is dropped in turn unless it
 * has more than that share in one of the samples (Deepchecks' definition).
 */
export function mergeRare(reference: Float64Array, current: Float64Array, minimumShare: number): CountPair {
  const sum = (counts: Float64Array): number => counts.reduce((all, count) => all + count, 0);
  const leastReference = minimumShare * sum(reference);
  const leastCurrent = minimumShare * sum(current);
  const kept = {
    reference: reference.filter((count) => count >= leastReference),
    current: current.filter((_, i) => (reference[i] as number) >= leastReference),
  };
  const other = { reference: sum(reference) - sum(kept.reference), current: sum(current) - sum(kept.current) };
  if (other.reference <= leastReference && other.current <= leastCurrent) return kept;
  return {
    reference: Float64Array.from([...kept.reference, other.reference]),
    current: Float64Array.from([...kept.current, other.current]),
  };
}
