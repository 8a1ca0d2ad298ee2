import { effectiveRows } from '../weightedSum.ts';

/** Running weighted means of several numbers a row, and how they vary together (West 1979, for vectors). */
export class CovarianceTally {
  weight = 0;
  squares = 0;
  readonly means: Float64Array;
  /** Σ w (x_i - mean_i) (x_j - mean_j), row-major. */
  readonly #products: Float64Array;
  readonly #before: Float64Array;

  constructor(size: number) {
    this.means = new Float64Array(size);
    this.#products = new Float64Array(size * size);
    this.#before = new Float64Array(size);
  }

  add(values: ArrayLike<number>, weight: number): void {
    if (weight === 0) return;
    const { means } = this;
    const size = means.length;
    this.weight += weight;
    this.squares += weight * weight;
    for (let i = 0; i < size; i++) {
      const before = (values[i] as number) - (means[i] as number);
      this.#before[i] = before;
      means[i] = (means[i] as number) + (weight / this.weight) * before;
    }
    for (let i = 0, at = 0; i < size; i++) {
      const scaled = weight * (this.#before[i] as number);
      for (let j = 0; j < size; j++, at++) {
        this.#products[at] = (this.#products[at] as number) + scaled * ((values[j] as number) - (means[j] as number));
      }
    }
  }

  get rows(): number {
    return effectiveRows(this);
  }

  /** Standard error of the mean of Σ factor_i x_i; NaN below two (effective) rows. */
  standardError(factors: readonly number[]): number {
    const rows = this.rows;
    if (!(rows > 1)) return NaN;
    let spread = 0;
    factors.forEach((f, i) => {
      factors.forEach((g, j) => (spread += f * g * (this.#products[i * this.means.length + j] as number)));
    });
    return Math.sqrt(Math.max(0, spread) / this.weight / (rows - 1));
  }
}
