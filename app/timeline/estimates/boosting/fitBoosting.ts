import { throwIfAborted } from '../../../base/abort.ts';
import { portableExp, portableLog } from '../../../base/portableMath.ts';
import { binColumn } from './bins.ts';
import { defaultSettings, type Boosting, type BoostingSettings, type Loss } from './boosting.ts';
import { growTree } from './growTree.ts';

/**
 * Gradient boosting of regression trees on histograms (Friedman 2001; Ke et al. 2017): exact sums, no sampling of rows or columns, so the same data
 * give the same trees anywhere. Missing values (NaN) go the way that helps more at every split. Categories are to be given as ordinal
 * codes that do not look at the target, as by how often they occur; a split then parts them by code. 100,000 rows of
 * 20 columns take 100 trees in a few seconds.
 *
 * @param request.target one number a row, all finite; 0 or 1 with the logistic loss
 * @throws the CANCELLED error once the signal has fired, between two trees
 */
export function fitBoosting(request: {
  columns: readonly Float64Array[];
  target: Float64Array;
  loss: Loss;
  settings?: Partial<BoostingSettings>;
  signal?: AbortSignal;
}): Boosting {
  const settings = { ...defaultSettings, ...request.settings };
  const { target, loss } = request;
  const columns = request.columns.map((column) => binColumn(column, settings.bins));
  const base = baseOf(target, loss);
  const found = new Float64Array(target.length).fill(base);
  const slope = new Float64Array(target.length);
  const curvature = loss === 'logistic' ? new Float64Array(target.length) : null;
  const inOrder = Uint32Array.from(target.keys());
  const trees = [];
  for (let t = 0; t < settings.trees; t++) {
    throwIfAborted(request.signal);
    for (let row = 0; row < target.length; row++) {
      const value = curvature ? sigmoid(found[row] as number) : (found[row] as number);
      slope[row] = value - (target[row] as number);
      if (curvature) curvature[row] = value * (1 - value);
    }
    const tree = growTree({ columns, rows: inOrder.slice(), derivatives: { slope, curvature } }, settings, (leaf, value) => {
      for (const row of leaf) found[row] = (found[row] as number) + value;
    });
    trees.push(tree);
    if (tree.value.length === 1) break; // No split helps, nor will one later.
  }
  return { loss, base, trees };
}

/** The best constant: the mean, or its log-odds, kept finite where all targets are the same. */
function baseOf(target: Float64Array, loss: Loss): number {
  const mean = target.reduce((sum, y) => sum + y, 0) / target.length;
  if (loss === 'squared') return mean;
  const share = Math.min(1 - 1e-9, Math.max(1e-9, mean));
  return portableLog(share / (1 - share));
}

/** @param logOdds any number */
export function sigmoid(logOdds: number): number {
  return 1 / (1 + portableExp(Math.min(700, -logOdds)));
}
