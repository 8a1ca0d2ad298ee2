/** squared = a number is predicted; logistic = the probability of 1, the target being 0 or 1. */
export type Loss = 'squared' | 'logistic';

export interface BoostingSettings {
  trees: number;
  /** At most, in each tree. */
  leaves: number;
  /** Fewest rows of a leaf. */
  leafRows: number;
  learningRate: number;
  /** At most, of the values of a column; 255 is the most there can be. */
  bins: number;
}

/** Those of LightGBM, which NannyML's estimates are made with. */
export const defaultSettings: BoostingSettings = { trees: 100, leaves: 31, leafRows: 20, learningRate: 0.1, bins: 255 };

/**
 * One tree as parallel arrays over its nodes, the root first. A leaf has feature -1. A row goes left when its value is at most the
 * threshold, or when it has none and `missingLeft` is 1.
 */
export interface Tree {
  feature: number[];
  threshold: number[];
  missingLeft: (0 | 1)[];
  left: number[];
  right: number[];
  /** What a leaf adds, learning rate included. */
  value: number[];
}

/** Plain data, to be saved as JSON. */
export interface Boosting {
  loss: Loss;
  /** Before the first tree; log-odds with the logistic loss. */
  base: number;
  trees: Tree[];
}
