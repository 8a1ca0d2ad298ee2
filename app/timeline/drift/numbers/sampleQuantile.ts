import type { NumberSample } from '../samples.ts';

/**
 * Quantile by linear interpolation between rows (numpy's default), rounded as numpy rounds it: from the nearer of the two rows.
 * @param share in [0, 1]
 */
export function sampleQuantile(sample: NumberSample, share: number): number {
  const at = (sample.n - 1) * share;
  const rank = Math.floor(at);
  const part = at - rank;
  const below = rowAt(sample, rank);
  if (part === 0) return below;
  const above = rowAt(sample, rank + 1);
  return part < 0.5 ? below + (above - below) * part : above - (above - below) * (1 - part);
}

/** The value of the row with that rank, from 0. */
function rowAt({ values, counts }: NumberSample, rank: number): number {
  let rows = 0;
  for (let i = 0; i < values.length; i++) {
    rows += counts[i] as number;
    if (rows > rank) return values[i] as number;
  }
  return NaN;
}
