import { rowHash } from './rowHash.ts';
import type { ClassificationRows } from './rows.ts';

/** Rows sampled at most, and scores of all of them together: 8 MB. */
const mostRows = 5000;
const mostScores = 2_000_000;

export interface ScoredRow {
  actual: number;
  weight: number;
  scores: Float32Array;
}

/**
 * A seeded uniform sample of the rows that the rank metrics are about, with all their scores: those with the smallest
 * hash of (seed, row number), so that neither the order of the rows nor that of the batches matters.
 */
export class ScoreSample {
  readonly classCount: number;
  readonly #seed: number;
  readonly #capacity: number;
  #kept: (ScoredRow & { priority: number; row: number })[] = [];
  #limit = Infinity;

  constructor(classCount: number, seed: number) {
    this.classCount = classCount;
    this.#seed = seed;
    this.#capacity = Math.max(2, Math.min(mostRows, Math.floor(mostScores / classCount)));
  }

  /** @param rowNumber 0-based number in the dataset of the batch's first row, or of each row where not consecutive */
  add(rows: ClassificationRows, rowNumber: number | Float64Array): void {
    const { actual, predicted, scores, weight } = rows;
    if (!scores) return;
    for (let row = 0; row < rows.rowCount; row++) {
      const truth = actual[row] as number;
      if (truth < 0 || (predicted[row] as number) < 0) continue;
      const number = typeof rowNumber === 'number' ? rowNumber + row : (rowNumber[row] as number);
      const priority = rowHash(number, this.#seed);
      if (priority >= this.#limit) continue;
      const w = weight?.[row] ?? 1;
      if (!(w > 0 && w < Infinity)) continue;
      const own = Float32Array.from(scores.subarray(row * this.classCount, (row + 1) * this.classCount));
      if (!own.every(Number.isFinite)) continue;
      this.#kept.push({ actual: truth, weight: w, scores: own, priority, row: number });
      if (this.#kept.length >= 2 * this.#capacity) this.#shrink();
    }
  }

  #shrink(): void {
    this.#kept.sort((a, b) => a.priority - b.priority || a.row - b.row);
    if (this.#kept.length <= this.#capacity) return;
    this.#kept.length = this.#capacity;
    this.#limit = this.#kept[this.#capacity - 1]?.priority ?? Infinity;
  }

  rows(): readonly ScoredRow[] {
    this.#shrink();
    return this.#kept;
  }
}
