import type { NumberSample } from '../samples.ts';
import { permute, type NullDistance } from './permute.ts';
import { pooledBins, type PooledBins } from './pooledBins.ts';

/** Bins that permutations are counted in. */
const BINS = 64;

/** A spread below this part of the largest value is rounding. */
const ROUNDING = 1e-9;

/** A distance, and what it would be without a change. */
export interface Shift extends NullDistance {
  distance: number;
}

/**
 * How far the numbers have moved: Wasserstein-1 distance ∫ |F - G| over the reference's (population) standard deviation, both exact.
 * Of a constant reference over the spread of both samples together, so that any scale gives the same. Its null distribution is
 * that of the same distance with the rows of each of at most 64 equal-count bins moved to their mean, on the permuted side as on
 * the observed one: what happens inside a bin is the same for both and stays out of the comparison.
 * @param reference, current at least one value each
 */
export function numberShift(reference: NumberSample, current: NumberSample, seed: number): Shift {
  const scale = scaleOf(reference, current);
  const bins = pooledBins(reference, current, BINS);
  const distance = exactDistance(reference, current) / scale;
  if (bins.means.length < 2 || !(scale > 0)) return { distance: 0, pValue: 1, isBound: false, band: 0, draws: 0 };
  return { distance, ...permute(bins, binnedDistance(bins, scale), seed) };
}

/** Σ |F - G| × the way to the next bin, with F of what the current counts leave. */
function binnedDistance({ reference, current, means }: PooledBins, scale: number): (current: Float64Array) => number {
  const pooled = reference.map((count, i) => count + (current[i] as number));
  const ofReference = sum(reference);
  const ofCurrent = sum(current);
  const factor = 1 / ofReference + 1 / ofCurrent;
  const ways = means.map((mean, i) => ((means[i + 1] ?? mean) - mean) / scale);
  return (counts) => {
    let above = 0;
    let distance = 0;
    // G - F = G (1 / n + 1 / m) - pooled / n
    for (let i = 0; i < counts.length; i++) {
      above += (counts[i] as number) * factor - (pooled[i] as number) / ofReference;
      distance += Math.abs(above) * (ways[i] as number);
    }
    return distance;
  };
}

/** ∫ |F - G| over the values of both. */
function exactDistance(reference: NumberSample, current: NumberSample): number {
  const [a, b] = [reference.values, current.values];
  let distance = 0;
  let before = NaN;
  let [f, g] = [0, 0];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    if (i + j > 0) distance += Math.abs(f / reference.n - g / current.n) * (value - before);
    if (a[i] === value) f += reference.counts[i++] as number;
    if (b[j] === value) g += current.counts[j++] as number;
    before = value;
  }
  return distance;
}

function scaleOf(reference: NumberSample, current: NumberSample): number {
  const own = moments([reference]);
  const both = moments([reference, current]);
  const least = ROUNDING * both.largest;
  if (own.deviation > least) return own.deviation;
  return both.deviation > least ? both.deviation : 0;
}

function moments(samples: readonly NumberSample[]): { deviation: number; largest: number } {
  let n = 0;
  let mean = 0;
  let squares = 0;
  let largest = 0;
  for (const { values, counts } of samples) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      const count = counts[i] as number;
      n += count;
      const before = value - mean;
      mean += (before * count) / n;
      squares += count * before * (value - mean);
      largest = Math.max(largest, Math.abs(value));
    }
  }
  return { deviation: Math.sqrt(Math.max(0, squares) / n), largest };
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
