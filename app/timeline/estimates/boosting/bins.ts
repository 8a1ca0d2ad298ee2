/** The code of a missing value; those of bins follow it. */
export const MISSING = 0;
/** The codes that there are. */
const CODES = 256;

export interface BinnedColumn {
  /** A row's bin: 1 and the number of edges below its value; MISSING without one. */
  codes: Uint8Array;
  /** Ascending; the upper ends of all bins but the last. */
  edges: Float64Array;
}

/**
 * A column in at most `most` bins: one a distinct value where they are few, otherwise of about equally many rows each (equal values stay
 * together). Edges lie half-way between the values on either side. NaN is missing.
 */
export function binColumn(column: Float64Array, most: number): BinnedColumn {
  const edges = edgesOf(column, Math.min(most, CODES - 1));
  const codes = new Uint8Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number;
    codes[row] = value === value ? 1 + edgesBelow(edges, value) : MISSING;
  }
  return { codes, edges };
}

function edgesBelow(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function edgesOf(column: Float64Array, most: number): Float64Array {
  const sorted = column.filter(Number.isFinite).sort();
  const n = sorted.length;
  let distinct = n > 0 ? 1 : 0;
  for (let i = 1; i < n; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  const rowsEach = distinct <= most ? 0 : n / most;
  const edges: number[] = [];
  for (let i = 1; i < n; i++) {
    const below = sorted[i - 1] as number;
    const above = sorted[i] as number;
    if (above === below || i < (edges.length + 1) * rowsEach) continue;
    const middle = below / 2 + above / 2;
    edges.push(middle < above ? middle : below);
  }
  return Float64Array.from(edges);
}
