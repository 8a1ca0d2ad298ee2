import { rowHash } from './rowHash.ts';

export interface SampledRow {
  /** 1-based row of the dataset. */
  row: number;
  actual: number;
  predicted: number;
}

/**
 * A seeded uniform sample of rows: those with the smallest hash of (seed, row number). So it does not depend
 * on the order in which rows arrive, nor on how they were split over tallies ("bottom-k", Cohen and Kaplan 2007).
 */
export class ResidualSample {
  readonly capacity: number;
  readonly seed: number;
  #kept: (SampledRow & { priority: number })[] = [];
  #limit = Infinity;

  constructor(seed: number, capacity = 2000) {
    this.seed = seed;
    this.capacity = capacity;
  }

  /** @param rowNumber 0-based row of the dataset */
  add(rowNumber: number, actual: number, predicted: number): void {
    const priority = rowHash(rowNumber, this.seed);
    if (priority >= this.#limit) return;
    this.#kept.push({ row: rowNumber + 1, actual, predicted, priority });
    if (this.#kept.length >= 2 * this.capacity) this.#shrink();
  }

  merge(other: ResidualSample): void {
    this.#kept.push(...other.#kept);
    this.#shrink();
  }

  #shrink(): void {
    this.#kept.sort((a, b) => a.priority - b.priority || a.row - b.row);
    if (this.#kept.length <= this.capacity) return;
    this.#kept.length = this.capacity;
    this.#limit = this.#kept[this.capacity - 1]?.priority ?? Infinity;
  }

  /** The sampled rows in dataset order. */
  rows(): SampledRow[] {
    this.#shrink();
    return this.#kept.map(({ row, actual, predicted }) => ({ row, actual, predicted })).sort((a, b) => a.row - b.row);
  }
}
