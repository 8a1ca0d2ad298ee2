import type { Boosting } from './boosting.ts';
import { sigmoid } from './fitBoosting.ts';

/**
 * What the trees make of each row: a number, or with the logistic loss the probability of 1.
 *
 * @param columns those of the fit in the same order, NaN = missing
 */
export function predictBoosting(model: Boosting, columns: readonly Float64Array[]): Float64Array {
  const found = new Float64Array(columns[0]?.length ?? 0).fill(model.base);
  for (const tree of model.trees) {
    const feature = Int32Array.from(tree.feature);
    const threshold = Float64Array.from(tree.threshold);
    const left = Int32Array.from(tree.left);
    const right = Int32Array.from(tree.right);
    for (let row = 0; row < found.length; row++) {
      let node = 0;
      for (let at = feature[0] as number; at >= 0; at = feature[node] as number) {
        const value = columns[at]?.[row] as number;
        const goesLeft = value === value ? value <= (threshold[node] as number) : tree.missingLeft[node] === 1;
        node = (goesLeft ? left[node] : right[node]) as number;
      }
      found[row] = (found[row] as number) + (tree.value[node] as number);
    }
  }
  return model.loss === 'logistic' ? found.map(sigmoid) : found;
}
