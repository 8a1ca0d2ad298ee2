import type { WeightSum } from './weightedSum.ts';

/** Above this many classes a table holds only the cells that occur. */
const DENSE_CLASSES = 64;

/** One cell of the table of actual against predicted class. Row K stands for labels the model does not know. */
export interface ConfusionCell extends WeightSum {
  actual: number;
  predicted: number;
}

/**
 * Weights (and squares of weights) by actual and predicted class: (K+1) × K, the last row holding
 * every label the model does not know. Squares are kept only once a weight other than 1 was seen.
 */
export class ConfusionCells {
  readonly classCount: number;
  #weights: Float64Array | Map<number, number>;
  #squares: Float64Array | Map<number, number> | null = null;

  constructor(classCount: number) {
    this.classCount = classCount;
    this.#weights = classCount <= DENSE_CLASSES ? new Float64Array((classCount + 1) * classCount) : new Map();
  }

  add(actual: number, predicted: number, weight: number): void {
    this.#addSums(actual * this.classCount + predicted, weight, weight * weight);
  }

  merge(other: ConfusionCells): void {
    for (const cell of other.cells()) this.addSum(cell);
  }

  addSum(cell: ConfusionCell): void {
    this.#addSums(cell.actual * this.classCount + cell.predicted, cell.weight, cell.squares);
  }

  #addSums(key: number, weight: number, squares: number): void {
    if (this.#squares === null && weight !== squares) {
      this.#squares = this.#weights instanceof Map ? new Map(this.#weights) : this.#weights.slice();
    }
    increase(this.#weights, key, weight);
    if (this.#squares !== null) increase(this.#squares, key, squares);
  }

  /** The cells that are not empty, by actual, then predicted class. */
  *cells(): Generator<ConfusionCell> {
    const squares = this.#squares ?? this.#weights;
    const keys = this.#weights instanceof Map ? [...this.#weights.keys()].sort((a, b) => a - b) : this.#weights.keys();
    for (const key of keys) {
      const weight = read(this.#weights, key);
      if (weight === 0) continue;
      const predicted = key % this.classCount;
      yield { actual: (key - predicted) / this.classCount, predicted, weight, squares: read(squares, key) };
    }
  }
}

function read(table: Float64Array | Map<number, number>, key: number): number {
  return (table instanceof Map ? table.get(key) : table[key]) ?? 0;
}

function increase(table: Float64Array | Map<number, number>, key: number, by: number): void {
  if (table instanceof Map) table.set(key, (table.get(key) ?? 0) + by);
  else table[key] = (table[key] ?? 0) + by;
}
