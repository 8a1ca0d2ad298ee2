import type { CategorySample } from '../samples.ts';
import type { CountPair } from '../shares/countPair.ts';

/** Counts of the same categories in two samples, with the name of each. */
export interface AlignedCounts extends CountPair {
  labels: string[];
}

/** Categories that either sample has, in order of their characters' codes, the same whatever order the rows came in. */
export function alignCounts(reference: CategorySample, current: CategorySample): AlignedCounts {
  const labels = [...new Set([...reference.counts.keys(), ...current.counts.keys()])].sort();
  const of = ({ counts }: CategorySample): Float64Array => Float64Array.from(labels, (label) => counts.get(label) ?? 0);
  return { labels, reference: of(reference), current: of(current) };
}
