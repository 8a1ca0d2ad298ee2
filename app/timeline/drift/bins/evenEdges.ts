import type { NumberSample } from '../samples.ts';

export interface EvenEdgesOptions {
  /** Whether the numbers are whole: bins are then at least 1 wide, as numpy 2 does for types of whole numbers. */
  integers?: boolean;
}

/**
 * Edges of bins of one width from `low` to `high`, as numpy.histogram_bin_edges makes them: the rule gives a number of bins, not
 * whole, and what is left over makes the last one.
 */
export function evenEdges([low, high]: [low: number, high: number], rule: number, integers = false): Float64Array {
  // numpy's ends where there is one value only.
  if (low === high) return Float64Array.of(low - 0.5, high + 0.5);
  const span = high - low;
  if (span === Infinity) return between(low, high, Math.ceil(rule));
  const width = integers ? Math.max(1, span / rule) : span / rule;
  const bins = width > 0 ? Math.ceil(span / width) : 1;
  const step = span / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : i * step + low));
}

/** Where the span itself is beyond the largest number. */
function between(low: number, high: number, bins: number): Float64Array {
  return Float64Array.from({ length: bins + 1 }, (_, i) => low * (1 - i / bins) + high * (i / bins));
}

/** Whether every number of a sample is whole. */
export function isWhole({ values }: NumberSample): boolean {
  return values.every(Number.isInteger);
}
