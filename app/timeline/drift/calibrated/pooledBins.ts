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
  // Not by walkPooled, for the same reason as in wassersteinDistance.
  const { values: first, counts: ofFirst } = reference;
  const { values: second, counts: ofSecond } = current;
  const rows = reference.n + current.n;
  const isEach = hasFew(reference, current, most);
  const bins = { reference: new Float64Array(most), current: new Float64Array(most), means: new Float64Array(most) };
  let i = 0;
  let j = 0;
  let passed = 0;
  let at = 0;
  for (; i < first.length || j < second.length; at++) {
    const end = isEach ? passed + 1 : endOfBin(passed, rows, most);
    const origin = Math.min(first[i] ?? Infinity, second[j] ?? Infinity);
    let inReference = 0;
    let inCurrent = 0;
    let sum = 0;
    while (passed < end) {
      const next = j < second.length ? (second[j] as number) : Infinity;
      for (; i < first.length && passed < end; i++) {
        const value = first[i] as number;
        if (value >= next) break;
        const here = ofFirst[i] as number;
        sum += (value - origin) * here;
        inReference += here;
        passed += here;
      }
      if (passed >= end) break;
      const tied = i < first.length && first[i] === next ? (ofFirst[i++] as number) : 0;
      const here = ofSecond[j++] as number;
      sum += (next - origin) * (tied + here);
      inReference += tied;
      inCurrent += here;
      passed += tied + here;
    }
    bins.reference[at] = inReference;
    bins.current[at] = inCurrent;
    bins.means[at] = origin + sum / (inReference + inCurrent);
  }
  return { reference: bins.reference.slice(0, at), current: bins.current.slice(0, at), means: bins.means.slice(0, at) };
}

/** How many rows have passed at least when the bin that begins after `passed` ends: as many as reach the next quantile. */
function endOfBin(passed: number, rows: number, most: number): number {
  const quantile = (count: number): number => Math.floor((count / rows) * most);
  let end = Math.max(passed, Math.floor(((quantile(passed) + 1) * rows) / most) - 1);
  while (quantile(end) <= quantile(passed)) end++;
  return end;
}

/** Whether both together have at most so many values. */
function hasFew(reference: NumberSample, current: NumberSample, most: number): boolean {
  if (reference.values.length > most || current.values.length > most) return false;
  return new Set([...reference.values, ...current.values]).size <= most;
}
