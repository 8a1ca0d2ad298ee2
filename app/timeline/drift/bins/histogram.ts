import type { NumberSample } from '../samples.ts';

export interface BinnedCounts {
  /** Rows of each bin. */
  counts: Float64Array;
  /** Rows below the first edge and above the last. */
  below: number;
  above: number;
}

/** Rows of a sample in bins between ascending edges, each with its lower edge and the last one with both: numpy.histogram. */
export function histogram({ values, counts: rows }: NumberSample, edges: ArrayLike<number>): BinnedCounts {
  const last = edges.length - 2;
  const counts = new Float64Array(last + 1);
  const outside = { below: 0, above: 0 };
  let bin = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < (edges[0] as number)) outside.below += rows[i] as number;
    else if (value > (edges[last + 1] as number)) outside.above += rows[i] as number;
    else {
      while (bin < last && value >= (edges[bin + 1] as number)) bin++;
      counts[bin] = (counts[bin] as number) + (rows[i] as number);
    }
  }
  return { counts, ...outside };
}
