import type { NumberSample } from '../samples.ts';
import { countQuantiles } from './countQuantiles.ts';

/**
 * Edges of bins with the same number of rows each, from the least value to the greatest; fewer bins where one value fills
 * several.
 */
export function equalCountEdges(sample: NumberSample, bins: number): Float64Array {
  const [low, high] = [sample.values[0] as number, sample.values.at(-1) as number];
  const inner = distinct(countQuantiles(sample, bins)).filter((edge) => edge > low && edge < high);
  return Float64Array.of(low, ...inner, high);
}

/** Ascending numbers, each once. */
export function distinct(ascending: Float64Array): Float64Array {
  return ascending.filter((value, i) => value !== ascending[i - 1]);
}
