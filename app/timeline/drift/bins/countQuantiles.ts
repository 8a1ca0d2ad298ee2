import type { NumberSample } from '../samples.ts';

/**
 * The quantiles 1/parts, 2/parts, ..., (parts - 1)/parts of the rows of a sample, interpolated as numpy.quantile does by default.
 */
export function countQuantiles({ values, counts, n }: NumberSample, parts: number): Float64Array {
  const quantiles = new Float64Array(parts - 1);
  let at = 0;
  let through = counts[0] as number;
  for (let part = 1; part < parts; part++) {
    const position = ((n - 1) * part) / parts;
    const row = Math.floor(position);
    while (through <= row) through += counts[++at] as number;
    const below = values[at] as number;
    const above = row + 1 < through ? below : (values[at + 1] ?? below);
    const share = position - row;
    quantiles[part - 1] = below === above ? below : below * (1 - share) + above * share;
  }
  return quantiles;
}
