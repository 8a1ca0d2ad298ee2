import { effectiveRows } from '../weightedSum.ts';
import { tDifference, type Difference } from './tDifference.ts';

/** Rows whose weight moves the difference alike. */
interface AlikeRows {
  rows: number;
  /** Σ w, Σ w², Σ w⁴ */
  weight: number;
  squares: number;
  fourths: number;
}

/**
 * Sums over what the weight of each row moves a difference by (its influence on the second figure less that on the
 * first). The variance of the difference is Σ (w × influence)² × n / (n - 1), the infinitesimal jackknife; its degrees
 * of freedom follow from how unevenly the rows contribute (Satterthwaite): where few rows make the difference, they are
 * few.
 */
export class InfluenceSum {
  readonly #weight = { weight: 0, squares: 0 };
  #second = 0;
  #fourth = 0;
  #rows = 0;

  add(influence: number, { rows, weight, squares, fourths }: AlikeRows): void {
    const square = influence * influence;
    this.#rows += rows;
    this.#weight.weight += weight;
    this.#weight.squares += squares;
    this.#second += squares * square;
    this.#fourth += fourths * square * square;
  }

  /** @param isUnbiased the influences are scaled already so that the sum of their squares is the variance */
  difference(value: number, method: string, isUnbiased = false): Difference {
    const n = effectiveRows(this.#weight);
    const error = n > 1 ? Math.sqrt(this.#second * (isUnbiased ? 1 : n / (n - 1))) : NaN;
    const spread = this.#fourth / this.#second ** 2 - 1 / this.#rows;
    return tDifference(value, error, spread > 0 ? Math.min(n - 1, 2 / spread) : n - 1, method);
  }
}
