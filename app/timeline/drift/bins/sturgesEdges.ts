import type { NumberSample } from '../samples.ts';
import { evenEdges, type EvenEdgesOptions } from './evenEdges.ts';

/**
 * Edges of log2 n + 1 even bins over both samples together (H. A. Sturges, JASA 21, 1926): numpy.histogram_bin_edges with
 * bins="sturges".
 */
export function sturgesEdges(
  reference: NumberSample,
  current: NumberSample,
  { integers = false }: EvenEdgesOptions = {},
): Float64Array {
  const low = Math.min(reference.values[0] as number, current.values[0] as number);
  const high = Math.max(reference.values.at(-1) as number, current.values.at(-1) as number);
  return evenEdges([low, high], Math.log2(reference.n + current.n) + 1, integers);
}
