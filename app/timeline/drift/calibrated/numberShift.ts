import { moments } from '../numbers/moments.ts';
import { wassersteinDistance } from '../numbers/wasserstein.ts';
import type { NumberSample } from '../samples.ts';
import { permute, type NullDistance } from './permute.ts';
import { pooledBins, type PooledBins } from './pooledBins.ts';

/** Bins that permutations are counted in. */
const BINS = 64;

/** A spread below this part of the largest value is rounding. */
const ROUNDING = 1e-9;

/** Values farther from zero count as this far: their squares, and sums of these over any number of rows, still are numbers. */
const FARTHEST = 1e140;

/** A distance, and what it would be without a change. */
export interface Shift extends NullDistance {
  distance: number;
}

/**
 * How far the numbers have moved: Wasserstein-1 distance ∫ |F - G| over the reference's (population) standard deviation, both exact.
 * Of a constant reference over the spread of both samples together, so that any scale gives the same. Its null distribution is
 * that of the same distance with the rows of each of at most 64 equal-count bins moved to their mean, on the permuted side as on
 * the observed one: what happens inside a bin is the same for both and stays out of the comparison.
 * @param before the reference
 * @param now the current values; at least one of either
 */
export function numberShift(before: NumberSample, now: NumberSample, seed: number): Shift {
  const [reference, current] = [withinReach(before), withinReach(now)];
  const scale = scaleOf(reference, current);
  const bins = pooledBins(reference, current, BINS);
  const distance = wassersteinDistance(reference, current) / scale;
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

function scaleOf(reference: NumberSample, current: NumberSample): number {
  const own = moments(reference);
  const other = moments(current);
  const deviation = Math.sqrt(own.squares / reference.n);
  // By the reference alone: a value of the current data, however far off, does not make its spread rounding.
  if (deviation > ROUNDING * farthest(reference)) return deviation;
  const rows = reference.n + current.n;
  const between = (other.mean - own.mean) ** 2 * (reference.n / rows) * (current.n / rows);
  const ofBoth = Math.sqrt((own.squares + other.squares) / rows + between);
  return ofBoth > ROUNDING * Math.max(farthest(reference), farthest(current)) ? ofBoth : 0;
}

function farthest({ values }: NumberSample): number {
  return Math.max(Math.abs(values[0] ?? 0), Math.abs(values.at(-1) ?? 0));
}

function withinReach(sample: NumberSample): NumberSample {
  if (farthest(sample) <= FARTHEST) return sample;
  const counts = new Map<number, number>();
  sample.values.forEach((value, i) => {
    const near = Math.max(-FARTHEST, Math.min(FARTHEST, value));
    counts.set(near, (counts.get(near) ?? 0) + (sample.counts[i] as number));
  });
  return { ...sample, values: Float64Array.from(counts.keys()), counts: Float64Array.from(counts.values()) };
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
