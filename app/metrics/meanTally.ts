import { effectiveRows } from './weightedSum.ts';

/** Running weighted mean and spread of one number a row (West 1979; merged as in Chan, Golub, LeVeque 1979). */
export class MeanTally {
  weight = 0;
  squares = 0;
  mean = 0;
  /** Σ w (x - mean)² */
  spread = 0;

  /** @param squares sum of the squared weights, when `weight` stands for several rows of the same value */
  add(x: number, weight: number, squares = weight * weight): void {
    if (weight === 0) return;
    this.weight += weight;
    this.squares += squares;
    const before = x - this.mean;
    this.mean += (weight / this.weight) * before;
    this.spread += weight * before * (x - this.mean);
  }

  merge(other: MeanTally): void {
    if (other.weight === 0) return;
    const weight = this.weight + other.weight;
    const gap = other.mean - this.mean;
    this.spread += other.spread + (gap * gap * this.weight * other.weight) / weight;
    this.mean += (gap * other.weight) / weight;
    this.weight = weight;
    this.squares += other.squares;
  }

  get rows(): number {
    return effectiveRows(this);
  }

  /** Standard error of the mean from the unbiased variance; NaN below two (effective) rows. */
  get standardError(): number {
    const rows = this.rows;
    return rows > 1 ? Math.sqrt(this.spread / this.weight / (rows - 1)) : NaN;
  }
}
