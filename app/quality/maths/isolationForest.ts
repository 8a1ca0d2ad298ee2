// Isolation forest: F. T. Liu, K. M. Ting, Z.-H. Zhou, ICDM 2008. Rows that random cuts separate from the others soon are
// unusual. As scikit-learn has it: 100 trees of 256 rows each, cut to depth 8, a random feature with more than one value, a
// cut drawn evenly between its smallest and largest value, `<=` goes left.
import { Random } from '../../base/random.ts';

export interface IsolationTree {
  /** Feature of each node; -1 = leaf. */
  feature: Int32Array;
  threshold: Float64Array;
  left: Int32Array;
  right: Int32Array;
  /** Training rows that ended in the node. */
  size: Int32Array;
}

export interface IsolationForest {
  trees: IsolationTree[];
  /** Rows each tree was grown on. */
  sampleSize: number;
}

/** Mean path length of an unsuccessful search in a binary tree of n: 2(ln(n − 1) + γ) − 2(n − 1)/n. */
export function averagePathLength(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n;
}

/** @param columns one array a feature, all of the same length, without NaN */
export function growForest(
  columns: readonly Float64Array[],
  { seed, trees = 100, sampleSize = 256 }: { seed: number; trees?: number; sampleSize?: number },
): IsolationForest {
  const random = new Random(seed);
  const rows = columns[0]?.length ?? 0;
  const size = Math.min(sampleSize, rows);
  const depth = Math.ceil(Math.log2(Math.max(2, size)));
  return {
    sampleSize: size,
    trees: Array.from({ length: rows === 0 ? 0 : trees }, () => growTree(columns, draw(rows, size, random), { depth, random })),
  };
}

/** Different rows, by Floyd's method. */
function draw(rows: number, size: number, random: Random): Int32Array {
  const chosen = new Set<number>();
  for (let last = rows - size; last < rows; last++) {
    const row = random.integer(last + 1);
    chosen.add(chosen.has(row) ? last : row);
  }
  return Int32Array.from(chosen);
}

function growTree(
  columns: readonly Float64Array[],
  sample: Int32Array,
  { depth, random }: { depth: number; random: Random },
): IsolationTree {
  const nodes = {
    feature: [] as number[],
    threshold: [] as number[],
    left: [] as number[],
    right: [] as number[],
    size: [] as number[],
  };
  const grow = (rows: Int32Array, left: number): number => {
    const node = nodes.feature.length;
    nodes.feature.push(-1);
    nodes.threshold.push(0);
    nodes.left.push(-1);
    nodes.right.push(-1);
    nodes.size.push(rows.length);
    const cut = left > 0 && rows.length > 1 ? chooseCut(columns, rows, random) : null;
    if (!cut) return node;
    const values = columns[cut.feature] as Float64Array;
    nodes.feature[node] = cut.feature;
    nodes.threshold[node] = cut.threshold;
    nodes.left[node] = grow(
      rows.filter((row) => (values[row] as number) <= cut.threshold),
      left - 1,
    );
    nodes.right[node] = grow(
      rows.filter((row) => (values[row] as number) > cut.threshold),
      left - 1,
    );
    return node;
  };
  grow(sample, depth);
  return {
    feature: Int32Array.from(nodes.feature),
    threshold: Float64Array.from(nodes.threshold),
    left: Int32Array.from(nodes.left),
    right: Int32Array.from(nodes.right),
    size: Int32Array.from(nodes.size),
  };
}

function chooseCut(
  columns: readonly Float64Array[],
  rows: Int32Array,
  random: Random,
): { feature: number; threshold: number } | null {
  const candidates = Array.from(columns.keys());
  while (candidates.length > 0) {
    const at = random.integer(candidates.length);
    const feature = candidates[at] as number;
    const values = columns[feature] as Float64Array;
    let low = Infinity;
    let high = -Infinity;
    for (const row of rows) {
      const value = values[row] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const threshold = low + random.uniform() * (high - low);
    if (threshold < high) return { feature, threshold };
    candidates[at] = candidates.at(-1) as number;
    candidates.pop();
  }
  return null;
}

/** Anomaly score of each row, 2 to the power of −(mean depth / expected depth): near 1 = unusual, well below 0.5 = not at all. */
export function isolationScores(forest: IsolationForest, columns: readonly Float64Array[]): Float64Array {
  const rows = columns[0]?.length ?? 0;
  const expected = averagePathLength(forest.sampleSize);
  const depths = new Float64Array(rows);
  for (const { feature, threshold, left, right, size } of forest.trees) {
    for (let row = 0; row < rows; row++) {
      let node = 0;
      let depth = 0;
      for (let cut = feature[0] as number; cut >= 0; cut = feature[node] as number) {
        const values = columns[cut] as Float64Array;
        node = ((values[row] as number) <= (threshold[node] as number) ? left[node] : right[node]) as number;
        depth++;
      }
      depths[row]! += depth + averagePathLength(size[node] as number);
    }
  }
  return depths.map((sum) => (expected > 0 ? 2 ** -(sum / forest.trees.length / expected) : 0.5));
}
