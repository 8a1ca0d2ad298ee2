import { walkPooled } from '../numbers/walkPooled.ts';
import type { NumberSample } from '../samples.ts';
import type { CellCounts } from './permute.ts';

/** Bins of neighbouring values, ascending. */
export interface PooledBins extends CellCounts {
  /** Mean of the pooled rows of each bin. */
  means: Float64Array;
}

/**
 * Both samples over at most `most` bins of the pooled rows: one for each value where there are no more values than that, else
 * bins with about as many rows each, ending at the quantiles of the pooled rows. A value is never divided: one that spans
 * several quantiles leaves fewer bins.
 */
export function pooledBins(reference: NumberSample, current: NumberSample, most: number): PooledBins {
  const rows = reference.n + current.n;
  const isEach = hasFew(reference, current, most);
  const bins = { reference: new Float64Array(most), current: new Float64Array(most), means: new Float64Array(most) };
  let at = 0;
  let passed = 0;
  walkPooled(reference, current, (value, ofReference, ofCurrent) => {
    const here = ofReference + ofCurrent;
    bins.reference[at] = (bins.reference[at] as number) + ofReference;
    bins.current[at] = (bins.current[at] as number) + ofCurrent;
    const inside = (bins.reference[at] as number) + (bins.current[at] as number);
    const mean = bins.means[at] as number;
    bins.means[at] = mean + (value - mean) * (here / inside);
    const quantile = Math.floor((passed / rows) * most);
    passed += here;
    if (isEach || Math.floor((passed / rows) * most) > quantile) at++;
  });
  return { reference: bins.reference.slice(0, at), current: bins.current.slice(0, at), means: bins.means.slice(0, at) };
}

/** Whether both together have at most so many values. */
function hasFew(reference: NumberSample, current: NumberSample, most: number): boolean {
  if (reference.values.length > most || current.values.length > most) return false;
  return new Set([...reference.values, ...current.values]).size <= most;
}
