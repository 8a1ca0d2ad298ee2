/**
 * A regression tree on the loss of each row over one or two columns, depth 3, at least 20 rows a node: where does the model err
 * most? As the weak segments of Deepchecks (pairs of columns) and the error tree of Responsible AI (depth, rows) do it. Splits
 * are by least squares (L. Breiman and others, "Classification and regression trees", 1984); categories in the order of their
 * mean loss, which holds the best cut into two sets (theorem 4.5 there), or one against the rest where that gains nearly as
 * much; missing cells are a branch of their own.
 */
import type { BinnedColumn } from './binnedColumn.ts';

/** Of each column of the tree the bins that belong to it, that of missing cells last; null = all. */
export type NodeBins = readonly (Uint8Array | null)[];

export interface LossTree {
  /** Every node but the root. */
  nodes: NodeBins[];
  /** How much less the squares within the leaves are, summed over all splits. */
  gain: number;
}

const depth = 3;
export const leastRows = 20;
/** Of what two sets gain: a single category against the rest is easier to say. */
const nearlyAsMuch = 0.9;

/** @param rows to grow on, as places in codes and loss */
export function growLossTree(columns: readonly BinnedColumn[], loss: Float64Array, rows: Int32Array): LossTree {
  const nodes: NodeBins[] = [];
  let gain = 0;
  let level: { rows: Int32Array; bins: NodeBins }[] = [{ rows, bins: columns.map(() => null) }];
  for (let step = 0; step < depth; step++) {
    const next: typeof level = [];
    for (const node of level) {
      if (node.rows.length < 2 * leastRows) continue;
      const best = columns
        .map((column, at) => ({ at, column, ...bestSplit(column, loss, { rows: node.rows, bins: node.bins[at] ?? null }) }))
        .reduce((a, b) => (b.gain > a.gain ? b : a));
      if (!(best.gain > 1e-12)) continue;
      gain += best.gain;
      for (const part of best.parts) {
        const inside = node.rows.filter((row) => part[best.column.codes[row] as number] === 1);
        const bins = node.bins.map((old, at) => (at === best.at ? part : old));
        nodes.push(bins);
        next.push({ rows: inside, bins });
      }
    }
    level = next;
  }
  return { nodes, gain };
}

interface Split {
  gain: number;
  /** The bins of each branch with enough rows. */
  parts: Uint8Array[];
}

function bestSplit(column: BinnedColumn, loss: Float64Array, node: { rows: Int32Array; bins: Uint8Array | null }): Split {
  const { codes, bins } = column;
  const count = new Float64Array(bins + 1);
  const sum = new Float64Array(bins + 1);
  for (const row of node.rows) {
    const bin = codes[row] as number;
    count[bin] = (count[bin] as number) + 1;
    sum[bin] = (sum[bin] as number) + (loss[row] as number);
  }
  const order = [...count.keys()].slice(0, bins).filter((bin) => (count[bin] as number) > 0);
  const present = groupOf(order, count, sum);
  const missing = groupOf([bins], count, sum);
  const own = missing.count >= leastRows ? missing : null;
  const whole = own ? { count: present.count + own.count, sum: present.sum + own.sum } : present;
  const base = (own ? squares(own) : 0) - squares(whole);
  const cut =
    column.kind === 'category' ? cutCategories(order, { count, sum, present }) : cutRange(order, { count, sum, present });
  const sides = cut ? [cut.below, order.filter((bin) => !cut.below.includes(bin))] : [order];
  const gain = (cut ? cut.squares : squares(present)) + base;
  // In between there may be bins without a row here: they go with the side they are next to, which only matters for ranges.
  const filled = column.kind === 'category' ? sides : sides.map((side) => span(side));
  const wide = widen(filled, { node: node.bins, column });
  const parts = wide.filter((_, at) => groupOf(sides[at] ?? [], count, sum).count >= leastRows);
  return { gain, parts: [...parts, ...(own ? [maskOf([bins], bins)] : [])] };
}

interface Group {
  count: number;
  sum: number;
}

interface Sums {
  count: Float64Array;
  sum: Float64Array;
  present: Group;
}

interface Cut {
  below: number[];
  /** Σ sum² / count of both sides. */
  squares: number;
}

function squares({ count, sum }: Group): number {
  return count > 0 ? (sum * sum) / count : 0;
}

function groupOf(bins: readonly number[], count: Float64Array, sum: Float64Array): Group {
  const group = { count: 0, sum: 0 };
  for (const bin of bins) {
    group.count += count[bin] as number;
    group.sum += sum[bin] as number;
  }
  return group;
}

/** The best cut of the bins in this order, both sides with enough rows. */
function cutRange(order: readonly number[], { count, sum, present }: Sums): Cut | null {
  let best: Cut | null = null;
  const below = { count: 0, sum: 0 };
  for (let at = 0; at < order.length - 1; at++) {
    below.count += count[order[at] as number] as number;
    below.sum += sum[order[at] as number] as number;
    const above = { count: present.count - below.count, sum: present.sum - below.sum };
    if (below.count < leastRows || above.count < leastRows) continue;
    const both = squares(below) + squares(above);
    if (!best || both > best.squares) best = { below: order.slice(0, at + 1), squares: both };
  }
  return best;
}

function cutCategories(order: readonly number[], sums: Sums): Cut | null {
  const { count, sum, present } = sums;
  const mean = (bin: number): number => (sum[bin] as number) / (count[bin] as number);
  const sets = cutRange(
    [...order].sort((a, b) => mean(a) - mean(b) || a - b),
    sums,
  );
  if (!sets) return null;
  let one: Cut | null = null;
  for (const bin of order) {
    const alone = { count: count[bin] as number, sum: sum[bin] as number };
    const rest = { count: present.count - alone.count, sum: present.sum - alone.sum };
    if (alone.count < leastRows || rest.count < leastRows) continue;
    const both = squares(alone) + squares(rest);
    if (!one || both > one.squares) one = { below: [bin], squares: both };
  }
  const whole = squares(present);
  return one && one.squares - whole >= nearlyAsMuch * (sets.squares - whole) ? one : sets;
}

function span(bins: readonly number[]): number[] {
  const first = bins[0];
  const last = bins.at(-1);
  return first === undefined || last === undefined ? [] : Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

/**
 * Bins as masks that together cover all of the node but missing cells: those without a row here belong to the lower side of
 * the cut (ranges), or to the side of more categories, so that a rule says one thing for every row there may be.
 */
function widen(
  sides: readonly (readonly number[])[],
  { node, column }: { node: Uint8Array | null; column: BinnedColumn },
): Uint8Array[] {
  const masks = sides.map((side) => maskOf(side, column.bins));
  for (let bin = 0; bin < column.bins; bin++) {
    if (node && node[bin] === 0) continue;
    if (masks.some((mask) => mask[bin] === 1)) continue;
    const [low = [], high = []] = sides;
    const isLow = column.kind === 'category' ? low.length > high.length : bin < (high[0] ?? 0);
    const at = isLow ? 0 : masks.length - 1;
    (masks[at] as Uint8Array)[bin] = 1;
  }
  return masks;
}

function maskOf(bins: readonly number[], all: number): Uint8Array {
  const mask = new Uint8Array(all + 1);
  for (const bin of bins) mask[bin] = 1;
  return mask;
}
