import type { Interval } from '../api/schemas/common.ts';
import { aucFigure, aucInterval, type AucSpread } from './aucInterval.ts';
import { averagePrecisionFigure, averagePrecisionInterval } from './averagePrecisionInterval.ts';
import { CurveSketch } from './curveSketch.ts';
import type { ClassFigure } from './macroAverage.ts';
import { PrecisionSpread } from './precisionSpread.ts';
import { effectiveRows } from './weightedSum.ts';

export interface RankPoint {
  x: number;
  y: number;
  threshold: number | null;
}

/** Points of a curve that are handed out. */
export const CURVE_POINTS = 500;

/**
 * The metrics that need rows in order of their score: fed in DESCENDING score order, one pass, constant memory.
 * Equal scores form one step, whether added at once or one row after the other. Only rows whose label the model
 * knows belong here; scores that are not finite are counted in `withoutScore` and left out.
 */
export class RankTally {
  /** Rows or row groups left out because their score is not finite. */
  withoutScore = 0;
  #positive = { weight: 0, squares: 0 };
  #negative = { weight: 0, squares: 0 };
  #step = { score: NaN, positive: 0, negative: 0 };
  // Of positives: Σ w u, Σ w u², u = weight of negatives ranked above (ties half). Of negatives likewise.
  #negativesAbove = { first: 0, second: 0 };
  #positivesAbove = { first: 0, second: 0 };
  #precisionArea = 0;
  #roc: CurveSketch | null;
  #pr: CurveSketch | null;
  readonly #spread: PrecisionSpread | null;

  /**
   * @param options.curves false = no ROC and PR points (windows)
   * @param options.oneOfMany true = its figures go into means over classes, and it gathers what those need
   */
  constructor(options: { curves?: boolean; oneOfMany?: boolean } = {}) {
    this.#spread = options.oneOfMany ? new PrecisionSpread() : null;
    const curves = options.curves ?? true;
    this.#roc = curves ? new CurveSketch() : null;
    this.#pr = curves ? new CurveSketch() : null;
    this.#roc?.add(0, 0, null);
  }

  /**
   * @param score at most the score of the call before
   * @param positive weight of the positive rows of this score
   * @param negative weight of the negative rows of this score
   * @param positiveSquares sum of the squared weights, where rows do not all weigh 1
   * @param negativeSquares likewise
   * @throws RangeError when scores rise: the caller forgot to sort
   */
  add(score: number, positive: number, negative: number, positiveSquares = positive, negativeSquares = negative): void {
    if (!Number.isFinite(score)) {
      this.withoutScore += 1;
      return;
    }
    if (score !== this.#step.score) {
      if (score > this.#step.score) throw new RangeError('RankTally wants scores in descending order.');
      this.#closeStep();
      this.#step.score = score;
    }
    this.#step.positive += positive;
    this.#step.negative += negative;
    this.#positive.squares += positiveSquares;
    this.#negative.squares += negativeSquares;
  }

  #closeStep(): void {
    const { score, positive, negative } = this.#step;
    if (positive === 0 && negative === 0) return;
    const negativesAbove = this.#negative.weight + negative / 2;
    const positivesAbove = this.#positive.weight + positive / 2;
    this.#negativesAbove.first += positive * negativesAbove;
    this.#negativesAbove.second += positive * negativesAbove * negativesAbove;
    this.#positivesAbove.first += negative * positivesAbove;
    this.#positivesAbove.second += negative * positivesAbove * positivesAbove;
    this.#positive.weight += positive;
    this.#negative.weight += negative;
    const precision = this.#positive.weight / (this.#positive.weight + this.#negative.weight);
    this.#precisionArea += positive * precision;
    this.#spread?.add(
      positive,
      { positive: this.#positive.squares, negative: this.#negative.squares },
      this.#positive.weight + this.#negative.weight,
      precision,
    );
    this.#roc?.add(this.#negative.weight, this.#positive.weight, score);
    this.#pr?.add(this.#positive.weight, precision, score);
    this.#step.positive = 0;
    this.#step.negative = 0;
  }

  /** Effective numbers of positive and negative rows. */
  get positives(): number {
    return effectiveRows({ weight: this.#positive.weight + this.#step.positive, squares: this.#positive.squares });
  }

  get negatives(): number {
    return effectiveRows({ weight: this.#negative.weight + this.#step.negative, squares: this.#negative.squares });
  }

  /** Share of the weight that is of positive rows. */
  get share(): number {
    this.#closeStep();
    return this.#positive.weight / (this.#positive.weight + this.#negative.weight);
  }

  /** Area under the ROC curve with DeLong's variance (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988). */
  rocAuc(): Interval {
    const { value, ...spread } = this.deLong();
    return aucInterval(value, spread);
  }

  /**
   * The area and DeLong's estimate of its variance, from the placement values of either class: NaN with fewer than two
   * rows of a class. Weighted rows: weighted variances over Kish's effective numbers.
   */
  deLong(): { value: number } & AucSpread {
    this.#closeStep();
    const p = this.#positive.weight;
    const n = this.#negative.weight;
    const { positives, negatives } = this;
    const known = positives > 1 && negatives > 1;
    return {
      value: this.#positivesAbove.first / (p * n),
      ofPositives: known ? placementVariance(this.#negativesAbove, p, n) / (positives - 1) : NaN,
      ofNegatives: known ? placementVariance(this.#positivesAbove, n, p) / (negatives - 1) : NaN,
      positives,
      negatives,
    };
  }

  /** Σ (R_n - R_(n-1)) P_n as in scikit-learn, with the logit interval of Boyd, Eng and Page (ECML 2013). */
  averagePrecision(): Interval {
    this.#closeStep();
    const value = this.#precisionArea / this.#positive.weight;
    return averagePrecisionInterval(value, this.positives);
  }

  /** The area on its way into a mean over classes; null where it is not defined. */
  rocAucFigure(): ClassFigure | null {
    const { value, ...spread } = this.deLong();
    return aucFigure(value, spread);
  }

  /** Likewise; of a tally that is `oneOfMany`. */
  averagePrecisionFigure(): ClassFigure | null {
    this.#closeStep();
    const weight = this.#positive.weight;
    const value = this.#precisionArea / weight;
    const others = this.#negative.weight / (weight + this.#negative.weight);
    const spread = {
      variance: this.#spread?.variance(value, weight) ?? 0,
      bias: this.#spread?.bias(weight, this.positives, others) ?? 0,
    };
    return averagePrecisionFigure(value, spread, this.positives);
  }

  /** x = false positive rate, y = true positive rate, from (0, 0); empty when a class has no rows. */
  roc(limit = CURVE_POINTS): RankPoint[] {
    this.#closeStep();
    const p = this.#positive.weight;
    const n = this.#negative.weight;
    if (!this.#roc || p === 0 || n === 0) return [];
    return this.#roc.points(limit).map(({ x, y, threshold }) => ({ x: x / n, y: y / p, threshold }));
  }

  /** x = recall, y = precision, from scikit-learn's anchor (0, 1) on; empty without positive rows. */
  pr(limit = CURVE_POINTS): RankPoint[] {
    this.#closeStep();
    const p = this.#positive.weight;
    if (!this.#pr || p === 0) return [];
    const points = this.#pr.points(limit - 1).map(({ x, y, threshold }) => ({ x: x / p, y, threshold }));
    return [{ x: 0, y: 1, threshold: null }, ...points];
  }
}

function placementVariance(sums: { first: number; second: number }, weight: number, others: number): number {
  const mean = sums.first / weight;
  return Math.max(0, sums.second / weight - mean * mean) / (others * others);
}
