import { MeanTally } from './meanTally.ts';
import { ResidualSample } from './residualSample.ts';
import type { RegressionRows } from './rows.ts';

export interface RegressionTallyOptions {
  seed?: number;
  /** Rows kept for the scatter of residuals; 0 = none (windows). */
  sampleRows?: number;
}

/** |residual| / |actual|; scikit-learn divides by at least the machine epsilon of float64. */
export function percentageError(residual: number, actual: number): number {
  return Math.abs(residual) / Math.max(Number.EPSILON, Math.abs(actual));
}

/**
 * Everything the regression metrics need but the order of the errors: streaming, mergeable, flat in the
 * number of rows. Rows without a label, without a prediction, or with an infinite one are counted apart.
 */
export class RegressionTally {
  rows = 0;
  labelled = 0;
  withoutPrediction = 0;
  /** Labelled rows whose label or prediction is infinite: no metric can take them. */
  notFinite = 0;
  /** Rows whose weight was negative or not finite; they count as weight 0. */
  withoutWeight = 0;
  /** Rows that the metrics judge. */
  judged = 0;
  readonly actual = new MeanTally();
  /** predicted - actual */
  readonly residual = new MeanTally();
  readonly absolute = new MeanTally();
  readonly squared = new MeanTally();
  readonly percentage = new MeanTally();
  smallestResidual = Infinity;
  largestResidual = -Infinity;
  readonly sample: ResidualSample | null;
  /**
   * Weighted sums for the interval of r2, about a fixed origin (the first label seen):
   * Σ d, Σ d², Σ d³, Σ d⁴, Σ e² d, Σ e² d², with d = actual - origin and e = residual.
   */
  readonly moments = new Float64Array(6);
  origin: number | null = null;

  constructor(options: RegressionTallyOptions = {}) {
    const sampleRows = options.sampleRows ?? 2000;
    this.sample = sampleRows > 0 ? new ResidualSample(options.seed ?? 0, sampleRows) : null;
  }

  /** Counts rows `from` (included) to `to` (excluded) of the batch. */
  add(rows: RegressionRows, from = 0, to = rows.rowCount): void {
    for (let row = from; row < to; row++) {
      this.rows++;
      const actual = rows.actual[row] ?? NaN;
      const predicted = rows.predicted[row] ?? NaN;
      if (!Number.isNaN(actual)) this.labelled++;
      if (Number.isNaN(predicted)) this.withoutPrediction++;
      let weight = 1;
      if (rows.weight !== null) {
        weight = rows.weight[row] ?? 0;
        if (!(weight >= 0 && weight < Infinity)) {
          this.withoutWeight++;
          weight = 0;
        }
      }
      const residual = predicted - actual;
      if (Number.isNaN(actual) || Number.isNaN(predicted) || weight === 0) continue;
      if (!Number.isFinite(actual) || !Number.isFinite(residual)) {
        this.notFinite++;
        continue;
      }
      this.#judge(actual, residual, weight);
      this.sample?.add(rows.rowNumbers?.[row] ?? (rows.firstRow ?? 0) + row, actual, predicted);
    }
  }

  #judge(actual: number, residual: number, weight: number): void {
    const absolute = Math.abs(residual);
    const square = residual * residual;
    this.judged++;
    this.actual.add(actual, weight);
    this.residual.add(residual, weight);
    this.absolute.add(absolute, weight);
    this.squared.add(square, weight);
    this.percentage.add(percentageError(residual, actual), weight);
    if (residual < this.smallestResidual) this.smallestResidual = residual;
    if (residual > this.largestResidual) this.largestResidual = residual;
    this.origin ??= actual;
    const d = actual - this.origin;
    const d2 = d * d;
    addMoments(this.moments, [d, d2, d2 * d, d2 * d2, square * d, square * d2], weight);
  }

  /** Adds the rows another tally has seen. */
  merge(other: RegressionTally): void {
    for (const count of ['rows', 'labelled', 'withoutPrediction', 'notFinite', 'withoutWeight', 'judged'] as const) {
      this[count] += other[count];
    }
    if (other.origin !== null) {
      this.origin ??= other.origin;
      addMoments(this.moments, other.momentsAbout(this.origin), 1);
    }
    for (const mean of ['actual', 'residual', 'absolute', 'squared', 'percentage'] as const) this[mean].merge(other[mean]);
    this.smallestResidual = Math.min(this.smallestResidual, other.smallestResidual);
    this.largestResidual = Math.max(this.largestResidual, other.largestResidual);
    if (this.sample && other.sample) this.sample.merge(other.sample);
  }

  /** The sums of `moments` about another origin (binomial expansion). */
  momentsAbout(origin: number): number[] {
    const s = (this.origin ?? origin) - origin;
    const [d1 = 0, d2 = 0, d3 = 0, d4 = 0, e1 = 0, e2 = 0] = this.moments;
    const n = this.actual.weight;
    const e0 = this.squared.mean * this.squared.weight;
    return [
      d1 + n * s,
      d2 + 2 * s * d1 + n * s ** 2,
      d3 + 3 * s * d2 + 3 * s ** 2 * d1 + n * s ** 3,
      d4 + 4 * s * d3 + 6 * s ** 2 * d2 + 4 * s ** 3 * d1 + n * s ** 4,
      e1 + s * e0,
      e2 + 2 * s * e1 + s ** 2 * e0,
    ];
  }
}

function addMoments(moments: Float64Array, terms: number[], weight: number): void {
  for (let i = 0; i < moments.length; i++) moments[i] = (moments[i] ?? 0) + weight * (terms[i] ?? 0);
}
