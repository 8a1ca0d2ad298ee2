import type { ColumnSample } from '../sampleColumns.ts';

/**
 * A decision tree on one feature that is grown to the end is a table to look values up in: for a number the nearest known
 * value (scikit-learn splits halfway, and what lies exactly there goes to the lower one), for a category itself. Each entry is
 * a group of training rows; `fallback` = a category that was not among them.
 */
export interface LookUp {
  groups: number;
  /** Group of each row, by row number. */
  groupOf: (row: number) => number;
  fallback: number;
}

export function lookUp(sample: ColumnSample, train: readonly number[]): LookUp {
  return sample.kind === 'number' ? nearest(sample.values, train) : same(sample.codes, train);
}

function same(codes: Int32Array, train: readonly number[]): LookUp {
  const index = new Map<number, number>();
  for (const row of train) {
    const code = codes[row] as number;
    if (!index.has(code)) index.set(code, index.size);
  }
  const fallback = index.size;
  return { groups: index.size + 1, groupOf: (row) => index.get(codes[row] as number) ?? fallback, fallback };
}

function nearest(values: Float64Array, train: readonly number[]): LookUp {
  const known = Float64Array.from(new Set(train.map((row) => values[row] as number))).sort();
  const groupOf = (row: number): number => {
    const value = values[row] as number;
    let low = 0;
    let high = known.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const split = (known[middle] as number) / 2 + (known[middle + 1] as number) / 2;
      if (value <= split) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return { groups: known.length + 1, groupOf, fallback: known.length };
}
