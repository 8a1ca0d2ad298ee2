import type { NumberSample } from '../samples.ts';
import { evenEdges, type EvenEdgesOptions } from './evenEdges.ts';

/**
 * Edges of even bins over the reference, more of them for skewed numbers (D. P. Doane, Am. Stat. 30, 1976): numpy.histogram_bin_edges with
 * bins="doane".
 */
export function doaneEdges(reference: NumberSample, { integers = false }: EvenEdgesOptions = {}): Float64Array {
  const { n, values } = reference;
  const ends: [number, number] = [values[0] as number, values.at(-1) as number];
  if (n < 3) return evenEdges(ends, 1, integers);
  const error = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return evenEdges(ends, 1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness(reference)) / error), integers);
}

/** Third standardised moment of the rows (population). Of values scaled to 0..1, which neither overflow nor lose their digits. */
function skewness({ values, counts, n }: NumberSample): number {
  const low = (values[0] as number) / 2;
  const span = (values.at(-1) as number) / 2 - low;
  if (span === 0) return 0;
  const scaled = values.map((value) => (value / 2 - low) / span);
  const meanOf = (part: (value: number) => number): number =>
    scaled.reduce((sum, value, i) => sum + (counts[i] as number) * part(value), 0) / n;
  const mean = meanOf((value) => value);
  const deviation = Math.sqrt(meanOf((value) => (value - mean) ** 2));
  return meanOf((value) => ((value - mean) / deviation) ** 3);
}
