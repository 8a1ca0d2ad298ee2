import type { BinnedColumn } from './bins.ts';

/** First and second derivatives of the loss by row; no second ones where every row's is 1. */
export interface Derivatives {
  slope: Float64Array;
  curvature: Float64Array | null;
}

/**
 * Sums over the rows of a node by column and code, `width` numbers each, side by side as they are read together: rows, slopes,
 * and curvatures where they differ by row (width 3). Columns follow each other, each with as many codes as it has.
 */
export interface Histogram {
  width: 2 | 3;
  sums: Float64Array;
}

/** Of missing values, and of the bins between and beside the edges. */
export function codeCount({ edges }: BinnedColumn): number {
  return edges.length + 2;
}

export function sumRows(columns: readonly BinnedColumn[], rows: Uint32Array, derivatives: Derivatives): Histogram {
  const width = derivatives.curvature ? 3 : 2;
  const sums = new Float64Array(columns.reduce((all, column) => all + codeCount(column), 0) * width);
  // Gathered once, so that every column reads them in order.
  const slope = gather(derivatives.slope, rows);
  const curvature = derivatives.curvature && gather(derivatives.curvature, rows);
  let from = 0;
  for (const column of columns) {
    const { codes } = column;
    const ofColumn = sums.subarray(from, (from += codeCount(column) * width));
    if (curvature) addCurved(ofColumn, { codes, rows, slope, curvature });
    else addPlain(ofColumn, { codes, rows, slope });
  }
  return { width, sums };
}

function gather(numbers: Float64Array, rows: Uint32Array): Float64Array {
  const gathered = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = numbers[rows[i] as number] as number;
  return gathered;
}

function addPlain(
  sums: Float64Array,
  { codes, rows, slope }: { codes: Uint8Array; rows: Uint32Array; slope: Float64Array },
): void {
  for (let i = 0; i < rows.length; i++) {
    const at = (codes[rows[i] as number] as number) << 1;
    sums[at] = (sums[at] as number) + 1;
    sums[at + 1] = (sums[at + 1] as number) + (slope[i] as number);
  }
}

function addCurved(
  sums: Float64Array,
  numbers: { codes: Uint8Array; rows: Uint32Array; slope: Float64Array; curvature: Float64Array },
): void {
  const { codes, rows, slope, curvature } = numbers;
  for (let i = 0; i < rows.length; i++) {
    const at = 3 * (codes[rows[i] as number] as number);
    sums[at] = (sums[at] as number) + 1;
    sums[at + 1] = (sums[at + 1] as number) + (slope[i] as number);
    sums[at + 2] = (sums[at + 2] as number) + (curvature[i] as number);
  }
}

/** Takes the rows of one child from its parent's sums: those of the other child are left. */
export function takeAway(parent: Histogram, child: Histogram): void {
  const from = parent.sums;
  const away = child.sums;
  for (let i = 0; i < from.length; i++) from[i] = (from[i] as number) - (away[i] as number);
}
