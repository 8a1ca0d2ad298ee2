import { countUpTo } from '../base/sortedSearch.ts';
import { RegressionTally } from './regressionTally.ts';
import type { RegressionRows } from './rows.ts';
import { quantileOfSorted } from './sortNumbers.ts';

/** Equal bins in the middle part of the histogram. */
const BINS = 40;

/**
 * The second pass over the rows of a regression, for what depends on figures of the first: exact counts of the
 * residual histogram, and what the mean as a prediction for every row would have scored. Mergeable.
 */
export class ResidualPass {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** Tally of predicting the mean label. */
  readonly baseline = new RegressionTally({ sampleRows: 0 });
  readonly mean: number;

  /** @param first the tally that has seen all the rows */
  constructor(first: RegressionTally) {
    this.edges = residualEdges(first);
    this.counts = new Float64Array(Math.max(0, this.edges.length - 1));
    this.mean = first.actual.mean;
  }

  add(rows: RegressionRows, from = 0, to = rows.rowCount): void {
    const { edges, counts } = this;
    const means = new Float64Array(to - from);
    for (let row = from; row < to; row++) {
      const actual = rows.actual[row] ?? NaN;
      const residual = (rows.predicted[row] ?? NaN) - actual;
      const weight = rows.weight?.[row] ?? 1;
      const judged = Number.isFinite(residual) && weight > 0 && weight < Infinity;
      means[row - from] = judged ? this.mean : NaN;
      if (!judged) continue;
      const bin = binOf(edges, residual);
      if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const actual = rows.actual.subarray(from, to);
    this.baseline.add({ rowCount: to - from, actual, predicted: means, weight: rows.weight?.subarray(from, to) ?? null });
  }

  merge(other: ResidualPass): void {
    other.counts.forEach((count, bin) => (this.counts[bin] = (this.counts[bin] ?? 0) + count));
    this.baseline.merge(other.baseline);
  }
}

/**
 * Edges of the residual histogram: forty equal bins over the middle 99 % of the sampled residuals, widened to steps
 * of 1, 2 or 5 times a power of ten, and one bin on either side out to the extremes where there is anything.
 * Empty when no row was judged.
 */
export function residualEdges(tally: RegressionTally): Float64Array {
  if (tally.judged === 0) return new Float64Array(0);
  const smallest = tally.smallestResidual;
  const largest = tally.largestResidual;
  const sample = Float64Array.from(tally.sample?.rows() ?? [], (row) => row.predicted - row.actual).sort();
  let low = sample.length > 0 ? quantileOfSorted(sample, 0.005) : smallest;
  let high = sample.length > 0 ? quantileOfSorted(sample, 0.995) : largest;
  if (!(high > low)) {
    low = smallest;
    high = largest;
  }
  if (!(high > low)) {
    const reach = Math.max(Math.abs(low) * 0.01, Number.MIN_VALUE * 2 ** 60, 1e-9);
    low -= reach;
    high += reach;
  }
  const step = niceStep((high - low) / BINS);
  const first = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step) - first);
  const edges: number[] = [];
  for (let i = 0; i <= count; i++) edges.push((first + i) * step);
  const start = edges[0] ?? 0;
  const end = edges[edges.length - 1] ?? 0;
  if (smallest < start) edges.unshift(smallest);
  if (largest > end) edges.push(largest);
  return Float64Array.from(edges);
}

function niceStep(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const lead = width / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

/** Bins are [from, to), the last one [from, to]. */
function binOf(edges: Float64Array, value: number): number {
  const last = edges.length - 1;
  if (!(value >= (edges[0] ?? NaN)) || !(value <= (edges[last] ?? NaN))) return -1;
  return Math.min(last, countUpTo(edges, value)) - 1;
}
