import { MISSING, type BinnedColumn } from './bins.ts';
import { SLOTS, type Histogram } from './histogram.ts';

/** Sums over the rows of a node. */
export interface NodeSums {
  slope: number;
  curvature: number;
  count: number;
}

export interface Split {
  column: number;
  /** The last bin that goes left. */
  bin: number;
  missingLeft: 0 | 1;
  /** What the loss falls by, twice. */
  gain: number;
}

/** Least sum of second derivatives of a leaf, as in LightGBM: keeps a leaf of sure rows from a boundless value. */
const LEAST_CURVATURE = 1e-3;

/**
 * The split with the greatest gain G²/H(left) + G²/H(right) - G²/H(node) (Friedman 2001; Chen and Guestrin 2016 without penalty), the first of equals;
 * null where none helps. Every edge is tried, and where the node has missing values both ways for them (and their own
 * side against all others); without any, those met later go with the greater part.
 */
export function bestSplit(
  columns: readonly BinnedColumn[],
  histogram: Histogram,
  node: NodeSums & { leafRows: number },
): Split | null {
  let best: Split | null = null;
  let most = 1e-12 + (node.slope * node.slope) / node.curvature;
  const consider = (left: NodeSums, split: Omit<Split, 'gain'>): void => {
    const rows = node.count - left.count;
    const curvature = node.curvature - left.curvature;
    if (left.count < node.leafRows || rows < node.leafRows) return;
    if (left.curvature < LEAST_CURVATURE || curvature < LEAST_CURVATURE) return;
    const slope = node.slope - left.slope;
    const score = (left.slope * left.slope) / left.curvature + (slope * slope) / curvature;
    if (score <= most) return;
    most = score;
    best = { ...split, gain: 0 };
  };
  const { width, sums: all } = histogram;
  columns.forEach(({ edges }, column) => {
    const sumsAt = (slot: number): NodeSums => {
      const at = slot * width;
      const count = all[at] as number;
      return { slope: all[at + 1] as number, curvature: width === 3 ? (all[at + 2] as number) : count, count };
    };
    const missing = sumsAt(column * SLOTS + MISSING);
    const left: NodeSums = { slope: 0, curvature: 0, count: 0 };
    for (let bin = 0; bin <= edges.length; bin++) {
      const sums = sumsAt(column * SLOTS + bin);
      if (sums.count === 0) continue;
      left.slope += sums.slope;
      left.curvature += sums.curvature;
      left.count += sums.count;
      if (missing.count > 0) {
        consider(left, { column, bin, missingLeft: 0 });
        if (bin === edges.length) break;
        const both = {
          slope: left.slope + missing.slope,
          curvature: left.curvature + missing.curvature,
          count: left.count + missing.count,
        };
        consider(both, { column, bin, missingLeft: 1 });
      } else if (bin < edges.length) {
        consider(left, { column, bin, missingLeft: 2 * left.count >= node.count ? 1 : 0 });
      }
    }
  });
  const found = best as Split | null;
  return found && { ...found, gain: most - (node.slope * node.slope) / node.curvature };
}
