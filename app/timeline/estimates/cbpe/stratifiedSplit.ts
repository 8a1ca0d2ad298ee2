import type { Random } from '../../../base/random.ts';

export interface Split {
  train: Uint32Array;
  test: Uint32Array;
}

/**
 * Rows drawn into a test part of `share` (rounded up) and a training part, the two kinds of rows in the same proportion in both but
 * for rounding. As scikit-learn's StratifiedShuffleSplit, drawn by our own generator.
 *
 * @param truth 0 or 1 a row
 */
export function stratifiedSplit(truth: Float64Array, share: number, random: Random): Split {
  const kinds: [Uint32Array, Uint32Array] = [rowsOf(truth, 0), rowsOf(truth, 1)];
  const total = Math.ceil(truth.length * share);
  const ones = Math.round((total * kinds[1].length) / truth.length);
  const counts = [total - ones, ones] as const;
  const inTest = new Uint8Array(truth.length);
  kinds.forEach((rows, kind) => {
    const wanted = counts[kind] as number;
    // The first steps of a Fisher-Yates shuffle.
    for (let i = 0; i < wanted; i++) {
      const j = i + random.integer(rows.length - i);
      const drawn = rows[j] as number;
      rows[j] = rows[i] as number;
      rows[i] = drawn;
      inTest[drawn] = 1;
    }
  });
  const rows = Uint32Array.from(truth.keys());
  return { train: rows.filter((row) => inTest[row] === 0), test: rows.filter((row) => inTest[row] === 1) };
}

function rowsOf(truth: Float64Array, kind: number): Uint32Array {
  return Uint32Array.from(truth.keys()).filter((row) => truth[row] === kind);
}
