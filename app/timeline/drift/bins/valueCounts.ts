import type { CountPair } from '../shares/countPair.ts';
import type { NumberSample } from '../samples.ts';

/** Rows of each value that either sample has, ascending: every distinct number as a category. */
export function valueCounts(reference: NumberSample, current: NumberSample): CountPair {
  const values = new Set([...reference.values, ...current.values]);
  const ascending = Float64Array.from(values).sort();
  return { reference: countsAt(reference, ascending), current: countsAt(current, ascending) };
}

function countsAt({ values, counts }: NumberSample, ascending: Float64Array): Float64Array {
  let i = 0;
  return ascending.map((value) => (values[i] === value ? (counts[i++] as number) : 0));
}
