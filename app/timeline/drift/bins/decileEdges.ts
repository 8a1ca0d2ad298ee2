import type { NumberSample } from '../samples.ts';
import { countQuantiles } from './countQuantiles.ts';
import { distinct } from './equalCountEdges.ts';

/**
 * Edges of the classic population stability index: the nine deciles of the reference, -∞ and ∞. Deciles that coincide are one
 * edge. A bin begins with its lower edge, so where the last decile is already the greatest value, an edge just above it keeps
 * what lies beyond apart: without it, a constant that grows would not be seen.
 */
export function decileEdges(reference: NumberSample): Float64Array {
  const high = reference.values.at(-1) as number;
  const deciles = distinct(countQuantiles(reference, 10));
  const above = deciles.at(-1) === high ? [nextAbove(high)] : [];
  return Float64Array.of(-Infinity, ...deciles, ...above, Infinity);
}

/** The least double above a finite number. */
function nextAbove(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const number = new Float64Array(bits.buffer);
  number[0] = x;
  bits[0] = (bits[0] as bigint) + (x > 0 ? 1n : -1n);
  return number[0];
}
