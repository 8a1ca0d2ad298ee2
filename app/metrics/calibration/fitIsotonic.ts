import { descendingOrder } from '../sortOrder.ts';

export interface IsotonicLine {
  /** Ascending. */
  x: number[];
  /** Not falling. */
  y: number[];
}

interface Block {
  from: number;
  to: number;
  weight: number;
  mean: number;
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955): the line that never falls with the least squared
 * error. Rows of one x count together, as in scikit-learn's IsotonicRegression; between blocks the line is interpolated.
 * Only the two ends of each block are kept: the line through them is that of all points.
 */
export function fitIsotonic(x: Float64Array, y: Float64Array, weight: Float64Array | null = null): IsotonicLine {
  const blocks: Block[] = [];
  const merge = (): void => {
    for (let last = blocks.at(-1), before = blocks.at(-2); last && before && before.mean >= last.mean;) {
      const sum = before.weight + last.weight;
      blocks.splice(-2, 2, {
        from: before.from,
        to: last.to,
        weight: sum,
        mean: before.mean + ((last.mean - before.mean) * last.weight) / sum,
      });
      last = blocks.at(-1);
      before = blocks.at(-2);
    }
  };
  const order = descendingOrder(x).reverse();
  for (let i = 0; i < order.length;) {
    const at = x[order[i] as number] as number;
    const block: Block = { from: at, to: at, weight: 0, mean: 0 };
    for (; i < order.length && x[order[i] as number] === at; i++) {
      const w = weight?.[order[i] as number] ?? 1;
      if (w === 0) continue;
      block.weight += w;
      block.mean += ((y[order[i] as number] as number) - block.mean) * (w / block.weight);
    }
    if (block.weight === 0) continue;
    blocks.push(block);
    merge();
  }
  const line: IsotonicLine = { x: [], y: [] };
  for (const { from, to, mean } of blocks) {
    for (const end of from === to ? [from] : [from, to]) {
      line.x.push(end);
      line.y.push(mean);
    }
  }
  return line;
}

/**
 * The line with its points at least `gap` apart in log-odds. Steps between scores that the runtime itself does not tell apart
 * on another machine would make its answers depend on the machine; points that are left out lie within `gap` of one kept.
 */
export function thinLine({ x, y }: IsotonicLine, gap: number): IsotonicLine {
  const odds = (p: number): number => {
    const inside = Math.min(1 - 1e-7, Math.max(1e-7, p));
    return Math.log(inside / (1 - inside));
  };
  const thin: IsotonicLine = { x: [], y: [] };
  for (const [i, at] of x.entries()) {
    const last = thin.x.at(-1);
    if (last !== undefined && odds(at) - odds(last) < gap) continue;
    thin.x.push(at);
    thin.y.push(y[i] as number);
  }
  return thin;
}
