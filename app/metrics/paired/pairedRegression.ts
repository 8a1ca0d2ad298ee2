import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import type { Interval } from '../../api/schemas/common.ts';
import { Z95 } from '../interval.ts';
import { MeanTally } from '../meanTally.ts';
import { computeRegressionMetrics } from '../regressionMetrics.ts';
import { percentageError, RegressionTally } from '../regressionTally.ts';
import { descendingOrder } from '../sortOrder.ts';
import { SortedMedian } from '../sortedMedian.ts';
import { CovarianceTally } from './covarianceTally.ts';
import { usableWeight, type PairedValueRows } from './pairedRows.ts';
import { RowKeeper } from './rowKeeper.ts';
import { normalPValue } from './pValues.ts';
import {
  pairedMean,
  tDifference,
  undefinedDifference,
  withoutSpread,
  type Difference,
  type PairedFigure,
} from './tDifference.ts';

export interface PairedRegressionOptions {
  /** Rows to come at most; more than are kept in memory are sampled for the medians. */
  rows: number;
  seed: number;
  /** Numbers kept in memory at most. */
  most?: number;
}

const influence = 'influence of every row on both figures, Student t';

/**
 * Two regressions on the same rows: every figure of either, and the difference of each. Streaming; memory is bounded.
 * Mean errors: paired t. RMSE and R²: influence of every row (delta method). Median error: both medians' own intervals,
 * put together with their correlation, which is that of lying above or below the median.
 */
export class PairedRegression {
  readonly #a = new RegressionTally({ sampleRows: 0 });
  readonly #b = new RegressionTally({ sampleRows: 0 });
  readonly #absolute = new MeanTally();
  readonly #percentage = new MeanTally();
  /** Of e_a², e_b² - e_a², and the label d from a fixed origin: d, d². */
  readonly #squares = new CovarianceTally(4);
  readonly #keeper: RowKeeper;
  readonly #values = new Float64Array(4);
  #origin: number | null = null;
  #weighted = false;

  constructor({ rows, seed, most }: PairedRegressionOptions) {
    this.#keeper = new RowKeeper(rows, 3, seed, most);
  }

  add(rows: PairedValueRows): void {
    const { actual, a, b, rowNumbers } = rows;
    this.#a.add({ ...rows, predicted: a });
    this.#b.add({ ...rows, predicted: b });
    this.#weighted ||= rows.weight !== null;
    for (let row = 0; row < rows.rowCount; row++) {
      const weight = usableWeight(rows.weight, row);
      const truth = actual[row] as number;
      const first = (a[row] as number) - truth;
      const second = (b[row] as number) - truth;
      if (weight === 0 || !Number.isFinite(first) || !Number.isFinite(second)) continue;
      this.#origin ??= truth;
      const d = truth - this.#origin;
      this.#absolute.add(Math.abs(second) - Math.abs(first), weight);
      this.#percentage.add(percentageError(second, truth) - percentageError(first, truth), weight);
      this.#values.set([first * first, second * second - first * first, d, d * d]);
      this.#squares.add(this.#values, weight);
      const place = this.#keeper.place(rowNumbers[row] as number);
      if (place < 0) continue;
      this.#keeper.put(place, 0, Math.abs(first));
      this.#keeper.put(place, 1, Math.abs(second));
      this.#keeper.put(place, 2, weight);
    }
  }

  async finish(signal?: AbortSignal): Promise<PairedFigure[]> {
    const ofA = computeRegressionMetrics(this.#a, null);
    const ofB = computeRegressionMetrics(this.#b, null);
    const differences = {
      mae: pairedMean(this.#absolute),
      rmse: this.#rmse(),
      r2: this.#r2(),
      mape: pairedMean(this.#percentage),
    };
    await yieldToEventLoop();
    throwIfAborted(signal);
    return [
      ...(['mae', 'rmse', 'r2', 'mape'] as const).map((metric) => ({
        metric,
        a: ofA[metric]?.value ?? null,
        b: ofB[metric]?.value ?? null,
        ...differences[metric],
      })),
      this.#median(),
    ];
  }

  /** √m_b - √m_a, m the mean squared errors: a row moves √m by (e² - m) / (2 √m). */
  #rmse(): Difference {
    const [first = NaN, gap = NaN] = this.#squares.means;
    const a = Math.sqrt(first);
    const b = Math.sqrt(Math.max(0, first + gap));
    if (!(this.#squares.weight > 0)) return undefinedDifference(influence);
    // A perfect one has no such slope: its errors are all nought, and so is what they move.
    const ofA = a > 0 ? 1 / (2 * a) : 0;
    const ofB = b > 0 ? 1 / (2 * b) : 0;
    return tDifference(b - a, this.#squares.standardError([ofB - ofA, ofB]), this.#squares.rows - 1, influence);
  }

  /** (m_a - m_b) / variance of the labels: a row moves it by -((e_b² - e_a²) + value (y - mean)²) / variance, less its mean. */
  #r2(): Difference {
    const [, gap = NaN, d = NaN, d2 = NaN] = this.#squares.means;
    const variance = d2 - d * d;
    if (!(this.#squares.rows > 1) || !(variance > 1e-14 * d2)) return undefinedDifference(influence);
    const value = -gap / variance;
    const error = this.#squares.standardError([0, 1, -2 * d * value, value]) / variance;
    return tDifference(value, error, this.#squares.rows - 1, influence);
  }

  #median(): PairedFigure {
    const weight = this.#weighted ? this.#keeper.column(2) : null;
    const errors = [this.#keeper.column(0), this.#keeper.column(1)] as const;
    const [a, b] = errors.map((values) => medianOf(values, weight)) as [Interval, Interval];
    const sampled = this.#keeper.isSample ? ` over a sample of ${this.#keeper.count.toLocaleString('en-US')} rows` : '';
    const method = `intervals of both medians with their correlation${sampled}`;
    const known = { metric: 'medianAe' as const, a: a.value, b: b.value, method };
    if (a.value === null || b.value === null) return { ...known, ...undefinedDifference(method) };
    const value = b.value - a.value;
    if (a.low === null || a.high === null || b.low === null || b.high === null) {
      return { ...known, difference: { value, low: null, high: null }, pValue: null };
    }
    const first = (a.high - a.low) / (2 * Z95);
    const second = (b.high - b.low) / (2 * Z95);
    const together = correlation(errors, [a.value, b.value], weight);
    const error = Math.sqrt(Math.max(0, first * first + second * second - 2 * together * first * second));
    if (error === 0) return { ...known, ...withoutSpread(value, method) };
    const difference = { value, low: value - Z95 * error, high: value + Z95 * error };
    return { ...known, difference, pValue: normalPValue(value / error) };
  }
}

function medianOf(values: Float64Array, weight: Float64Array | null): Interval {
  const order = descendingOrder(values).reverse();
  const total = weight ? weight.reduce((sum, w) => sum + w, 0) : values.length;
  const rows = weight ? total ** 2 / weight.reduce((sum, w) => sum + w * w, 0) : undefined;
  const median = new SortedMedian(total, rows);
  for (const row of order) median.add(values[row] as number, weight?.[row] ?? 1);
  return median.interval();
}

/** Of lying at or below the own median, over the rows. */
function correlation(
  [first, second]: readonly [Float64Array, Float64Array],
  [medianA, medianB]: [number, number],
  weight: Float64Array | null,
): number {
  let total = 0;
  let belowA = 0;
  let belowB = 0;
  let belowBoth = 0;
  for (let row = 0; row < first.length; row++) {
    const w = weight?.[row] ?? 1;
    const inA = (first[row] as number) <= medianA;
    const inB = (second[row] as number) <= medianB;
    total += w;
    if (inA) belowA += w;
    if (inB) belowB += w;
    if (inA && inB) belowBoth += w;
  }
  const [p, q, both] = [belowA / total, belowB / total, belowBoth / total];
  const spread = p * (1 - p) * q * (1 - q);
  return spread > 0 ? (both - p * q) / Math.sqrt(spread) : 0;
}
