import { AppError } from '../../base/errors.ts';

export interface Segment {
  /** First value, and the one after the last. */
  start: number;
  end: number;
  /** Weighted mean. */
  mean: number;
}

export interface ChangePoints {
  /** The first value of each segment but the first: there the mean changes. */
  changes: number[];
  /** Without values of no weight, which belong to the segment around them. */
  segments: Segment[];
  /** Weighted sum of squares about the means of the segments. */
  cost: number;
  /** What one more change must save of it. */
  penalty: number;
  /** Of one value of weight 1. */
  variance: number;
}

/**
 * Where the mean of a series changes, offline: the segmentation with the least Σ w (x - segment mean)² + penalty · changes,
 * exactly, by optimal partitioning (B. Jackson et al., An Algorithm for Optimal Partitioning of Data on an Interval, IEEE
 * Signal Processing Letters 12(2), 2005). Quadratic in the number of values: for windows of a timeline, not for rows. At the
 * default penalty some 12 % of series of 100 values without a change show one.
 * @param values values of windows; what is not finite, or of weight 0, is passed over
 * @param weights rows behind each value, whose variance is variance / weight; null for 1 each
 * @param options.penalty default 2 variance ln n: BIC, as a change adds a mean and a place (Y.-C. Yao 1988)
 * @param options.variance default from differences of neighbours, which the changes hardly touch: (1.4826 median |d|)², d = (x' - x)
 * / √(1/w + 1/w')
 * @param options.minLength fewest values of a segment, default 2
 */
export function changePoints(
  values: ArrayLike<number>,
  weights: ArrayLike<number> | null,
  options: { penalty?: number; variance?: number; minLength?: number } = {},
): ChangePoints {
  const { place, x, w } = present(values, weights);
  const n = x.length;
  const minLength = options.minLength ?? 2;
  if (!Number.isInteger(minLength) || minLength < 1) {
    throw new AppError('INVALID_INPUT', `A segment cannot have at least ${minLength} values.`, { hint: 'Choose 1 or more.' });
  }
  const variance = options.variance ?? noiseVariance(x, w);
  const penalty = options.penalty ?? 2 * variance * Math.log(Math.max(1, n));
  const sums = new PrefixSums(x, w);
  const starts = optimalStarts(sums, { penalty, minLength });
  const segments = starts.map((start, i) => ({
    start: i === 0 ? 0 : (place[start] as number),
    end: place[starts[i + 1] ?? n] ?? values.length,
    mean: sums.mean(start, starts[i + 1] ?? n),
  }));
  const cost = starts.reduce((sum, start, i) => sum + sums.cost(start, starts[i + 1] ?? n), 0);
  return { changes: segments.slice(1).map(({ start }) => start), segments, cost, penalty, variance };
}

function present(values: ArrayLike<number>, weights: ArrayLike<number> | null) {
  const place: number[] = [];
  const x: number[] = [];
  const w: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const weight = weights ? (weights[i] as number) : 1;
    if (!Number.isFinite(value) || !(weight > 0)) continue;
    place.push(i);
    x.push(value);
    w.push(weight);
  }
  return { place, x, w };
}

/** Sums over values before each place: any segment's cost in constant time. Values are centred first, which keeps digits. */
class PrefixSums {
  #centre: number;
  #w: Float64Array;
  #wx: Float64Array;
  #wxx: Float64Array;
  readonly length: number;

  constructor(x: number[], w: number[]) {
    this.length = x.length;
    this.#centre = x.reduce((sum, value) => sum + value / x.length, 0);
    this.#w = new Float64Array(x.length + 1);
    this.#wx = new Float64Array(x.length + 1);
    this.#wxx = new Float64Array(x.length + 1);
    for (let i = 0; i < x.length; i++) {
      const off = (x[i] as number) - this.#centre;
      const weight = w[i] as number;
      this.#w[i + 1] = (this.#w[i] as number) + weight;
      this.#wx[i + 1] = (this.#wx[i] as number) + weight * off;
      this.#wxx[i + 1] = (this.#wxx[i] as number) + weight * off * off;
    }
  }

  mean(start: number, end: number): number {
    return this.#centre + between(this.#wx, start, end) / between(this.#w, start, end);
  }

  cost(start: number, end: number): number {
    const sum = between(this.#wx, start, end);
    return Math.max(0, between(this.#wxx, start, end) - (sum * sum) / between(this.#w, start, end));
  }
}

function between(sums: Float64Array, start: number, end: number): number {
  return (sums[end] as number) - (sums[start] as number);
}

/** Starts of the segments; of two segmentations as good as each other that with the longer last segment. */
function optimalStarts(sums: PrefixSums, { penalty, minLength }: { penalty: number; minLength: number }): number[] {
  const n = sums.length;
  if (n === 0) return [];
  const best = new Float64Array(n + 1).fill(Infinity);
  const from = new Int32Array(n + 1);
  best[0] = -penalty;
  for (let end = Math.min(n, minLength); end <= n; end++) {
    for (let start = 0; start === 0 || start <= end - minLength; start++) {
      const total = (best[start] as number) + sums.cost(start, end) + penalty;
      if (total < (best[end] as number)) {
        best[end] = total;
        from[end] = start;
      }
    }
  }
  const starts: number[] = [];
  for (let end = n; end > 0; end = from[end] as number) starts.unshift(from[end] as number);
  return starts;
}

function noiseVariance(x: number[], w: number[]): number {
  const steps = x.slice(1).map((value, i) => {
    const spread = Math.sqrt(1 / (w[i] as number) + 1 / (w[i + 1] as number));
    return Math.abs(value - (x[i] as number)) / spread;
  });
  if (steps.length === 0) return 0;
  const sorted = Float64Array.from(steps).sort();
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
  // More than half of the neighbours may be equal (rates of 0): then the mean square has to do.
  if (median === 0) return steps.reduce((sum, step) => sum + (step * step) / steps.length, 0);
  return (1.482602218505602 * median) ** 2;
}
