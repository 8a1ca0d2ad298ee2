import { bestSplit, type NodeSums, type Split } from './bestSplit.ts';
import { MISSING, type BinnedColumn } from './bins.ts';
import type { BoostingSettings, Tree } from './boosting.ts';
import { sumRows, takeAway, type Derivatives, type Histogram } from './histogram.ts';

interface Leaf {
  node: number;
  /** Its rows, in `rows`. */
  from: number;
  to: number;
  sums: NodeSums;
  histogram: Histogram | null;
  split: Split | null;
}

/** What trees are grown from; `rows` is put in order of the leaves. */
export interface TreeData {
  columns: readonly BinnedColumn[];
  rows: Uint32Array;
  derivatives: Derivatives;
}

/**
 * A tree grown leaf-wise: the leaf whose split helps most is split next (Shi 2007; LightGBM, Ke et al. 2017). Of two children the
 * smaller one is summed and the other is what is left of the parent. A leaf's value is -G/H times the learning rate.
 *
 * @param onLeaf told of every leaf's rows and value once the tree is grown
 */
export function growTree(data: TreeData, settings: BoostingSettings, onLeaf: (rows: Uint32Array, value: number) => void): Tree {
  const tree: Tree = { feature: [-1], threshold: [0], missingLeft: [0], left: [-1], right: [-1], value: [0] };
  const search = (leaf: Leaf): void => {
    const isLarge = leaf.sums.count >= 2 * settings.leafRows;
    leaf.split =
      leaf.histogram && isLarge ? bestSplit(data.columns, leaf.histogram, { ...leaf.sums, leafRows: settings.leafRows }) : null;
    if (!leaf.split) leaf.histogram = null;
  };
  const root = leafOf(data, { node: 0, from: 0, to: data.rows.length });
  root.histogram = sumRows(data.columns, data.rows, data.derivatives);
  search(root);
  const leaves = [root];
  while (leaves.length < settings.leaves) {
    const leaf = leaves.reduce((best, one) => ((one.split?.gain ?? 0) > (best.split?.gain ?? 0) ? one : best));
    if (!leaf.split || !leaf.histogram) break;
    const children = splitLeaf(data, tree, leaf);
    const [small, large] = [...children].sort((a, b) => a.to - a.from - (b.to - b.from)) as [Leaf, Leaf];
    if (large.to - large.from >= 2 * settings.leafRows) {
      small.histogram = sumRows(data.columns, data.rows.subarray(small.from, small.to), data.derivatives);
      takeAway(leaf.histogram, small.histogram);
      large.histogram = leaf.histogram;
    }
    leaves.splice(leaves.indexOf(leaf), 1, ...children);
    if (leaves.length < settings.leaves) children.forEach(search);
  }
  for (const { node, sums, from, to } of leaves) {
    const value = sums.curvature > 0 ? (-settings.learningRate * sums.slope) / sums.curvature : 0;
    tree.value[node] = value;
    onLeaf(data.rows.subarray(from, to), value);
  }
  return tree;
}

function leafOf({ rows, derivatives }: TreeData, place: { node: number; from: number; to: number }): Leaf {
  const count = place.to - place.from;
  let slope = 0;
  let curvature = derivatives.curvature ? 0 : count;
  for (let i = place.from; i < place.to; i++) {
    const row = rows[i] as number;
    slope += derivatives.slope[row] as number;
    if (derivatives.curvature) curvature += derivatives.curvature[row] as number;
  }
  return { ...place, sums: { slope, curvature, count }, histogram: null, split: null };
}

/** Puts the split into the tree, and the rows of the leaf in order: left ones first, both as they were among themselves. */
function splitLeaf(data: TreeData, tree: Tree, leaf: Leaf): [Leaf, Leaf] {
  const { column, bin, missingLeft } = leaf.split as Split;
  const { codes, edges } = data.columns[column] as BinnedColumn;
  const part = data.rows.subarray(leaf.from, leaf.to);
  const right = new Uint32Array(part.length);
  let lefts = 0;
  let rights = 0;
  for (let i = 0; i < part.length; i++) {
    const row = part[i] as number;
    const code = codes[row] as number;
    if (code === MISSING ? missingLeft === 1 : code <= bin + 1) part[lefts++] = row;
    else right[rights++] = row;
  }
  part.set(right.subarray(0, rights), lefts);
  const first = tree.feature.length;
  tree.feature[leaf.node] = column;
  // Past the last edge lie only missing values: all others go left. JSON knows no Infinity.
  tree.threshold[leaf.node] = edges[bin] ?? Number.MAX_VALUE;
  tree.missingLeft[leaf.node] = missingLeft;
  tree.left[leaf.node] = first;
  tree.right[leaf.node] = first + 1;
  for (const node of [first, first + 1]) {
    tree.feature[node] = -1;
    tree.threshold[node] = 0;
    tree.missingLeft[node] = 0;
    tree.left[node] = -1;
    tree.right[node] = -1;
    tree.value[node] = 0;
  }
  return [
    leafOf(data, { node: first, from: leaf.from, to: leaf.from + lefts }),
    leafOf(data, { node: first + 1, from: leaf.from + lefts, to: leaf.to }),
  ];
}
