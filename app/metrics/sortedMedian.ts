import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, positiveRange, undefinedInterval, withoutInterval, Z95 } from './interval.ts';

/**
 * Median of numbers that arrive in ASCENDING order, with its distribution-free interval from order statistics,
 * in one pass and constant memory. The number of rows (or their total weight) must be known before.
 * Unweighted: the mean of the two middle values when their number is even. Weighted: the smallest value with at
 * least half of the weight at or below it (scikit-learn's inverted CDF).
 */
export class SortedMedian {
  readonly total: number;
  readonly weighted: boolean;
  #middle: [number, number];
  #bounds: [number, number] | null;
  #seen = 0;
  #last = -Infinity;
  #median = [NaN, NaN];
  #interval = [NaN, NaN];

  /**
   * @param total number of values to come, or the sum of their weights
   * @param effectiveRows given for weighted values: Kish's effective number (Σw)² / Σw²
   */
  constructor(total: number, effectiveRows?: number) {
    this.total = total;
    this.weighted = effectiveRows !== undefined;
    const ranks = medianRanks(effectiveRows ?? total);
    if (this.weighted) {
      this.#middle = [total / 2, total / 2];
      const share = total / (effectiveRows ?? total);
      this.#bounds = ranks && [ranks[0] * share, ranks[1] * share];
    } else {
      this.#middle = [Math.floor((total + 1) / 2), Math.floor(total / 2) + 1];
      this.#bounds = ranks;
    }
  }

  /** @throws RangeError when values fall: the caller forgot to sort */
  add(value: number, weight = 1): void {
    if (value < this.#last) throw new RangeError('SortedMedian wants values in ascending order.');
    this.#last = value;
    this.#seen += weight;
    this.#take(this.#median, this.#middle, value);
    if (this.#bounds) this.#take(this.#interval, this.#bounds, value);
  }

  #take(into: number[], ranks: [number, number], value: number): void {
    // Sums of weights are rounded: a rank reached to within that counts as reached.
    const reached = this.#seen + (this.weighted ? 1e-12 * this.total : 0);
    for (const end of [0, 1] as const) if (Number.isNaN(into[end]) && reached >= ranks[end]) into[end] = value;
  }

  interval(): Interval {
    const [low = NaN, high = NaN] = this.#median;
    const value = (low + high) / 2;
    if (Number.isNaN(value)) return undefinedInterval;
    if (!this.#bounds) return withoutInterval(value);
    return intervalOf(value, this.#interval[0] ?? NaN, this.#interval[1] ?? NaN, positiveRange);
  }
}

/**
 * Ranks (1-based) of the values that bound the median with at least 95 % confidence, from the binomial
 * distribution; null for fewer than six values, where no such pair exists.
 */
export function medianRanks(rows: number): [number, number] | null {
  if (rows < 6) return null;
  let below = 0;
  if (rows <= 1000) {
    const n = Math.floor(rows);
    let probability = 0.5 ** n;
    let cumulated = probability;
    // Largest k with P(B <= k - 1) <= 2.5 %.
    while (cumulated <= 0.025) {
      below++;
      probability *= (n - below + 1) / below;
      cumulated += probability;
    }
  } else {
    below = Math.floor(rows / 2 - (Z95 * Math.sqrt(rows)) / 2);
  }
  return [below, rows + 1 - below];
}
