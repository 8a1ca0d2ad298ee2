import type { BinnedColumn } from './bins.ts';
import { codeCount, type Histogram } from './histogram.ts';

/** Sums over the rows of a node. */
export interface NodeSums {
  slope: number;
  curvature: number;
  count: number;
}

export interface SplitNode extends NodeSums {
  leafRows: number;
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
export function bestSplit(columns: readonly BinnedColumn[], { width, sums }: Histogram, node: SplitNode): Split | null {
  const atOnce = (node.slope * node.slope) / node.curvature;
  const best: Split = { column: -1, bin: 0, missingLeft: 0, gain: 0 };
  let most = 1e-12 + atOnce;
  // The last of a code's sums: where every row has the curvature 1, that is their number.
  const last = width === 3 ? 2 : 0;
  let at = 0;
  for (let column = 0; column < columns.length; column++) {
    const binned = columns[column] as BinnedColumn;
    const lastBin = binned.edges.length;
    const missing = sums[at] as number;
    let slope = 0;
    let curvature = 0;
    let count = 0;
    for (let bin = 0; bin <= lastBin; bin++) {
      const here = at + (1 + bin) * width;
      const rows = sums[here] as number;
      if (rows === 0) continue;
      count += rows;
      slope += sums[here + 1] as number;
      curvature += sums[here + last] as number;
      if (bin === lastBin && missing === 0) break;
      const score = scoreOf(node, slope, curvature, count);
      if (score > most) {
        most = score;
        best.column = column;
        best.bin = bin;
        best.missingLeft = missing === 0 && 2 * count >= node.count ? 1 : 0;
      }
      if (bin === lastBin || missing === 0) continue;
      const both = scoreOf(node, slope + (sums[at + 1] as number), curvature + (sums[at + last] as number), count + missing);
      if (both > most) {
        most = both;
        best.column = column;
        best.bin = bin;
        best.missingLeft = 1;
      }
    }
    at += codeCount(binned) * width;
  }
  return best.column < 0 ? null : { ...best, gain: most - atOnce };
}

/** G²/H of both sides together, from the sums of the left one; 0 where a side is too small to be a leaf. */
function scoreOf(node: SplitNode, slope: number, curvature: number, count: number): number {
  const otherCurvature = node.curvature - curvature;
  if (count < node.leafRows || node.count - count < node.leafRows) return 0;
  if (curvature < LEAST_CURVATURE || otherCurvature < LEAST_CURVATURE) return 0;
  const otherSlope = node.slope - slope;
  return (slope * slope) / curvature + (otherSlope * otherSlope) / otherCurvature;
}
