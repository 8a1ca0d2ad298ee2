import { jensenShannonDivergence } from '../../../metrics/shares/jensenShannon.ts';

/** Rows from `low` to `high`, evenly spread; equal for one value alone, infinite where there is no end. */
export interface Bucket {
  low: number;
  high: number;
  count: number;
}

/** Buckets do not overlap. */
export interface Histogram {
  buckets: readonly Bucket[];
  missing: number;
}

/**
 * Jensen-Shannon divergence of base 2 of two histograms with edges of their own, as in TensorFlow Data Validation: buckets are
 * split at the edges of both, their rows shared out by length. Single values and missing ones are cells of their own, and
 * buckets without an end have nothing in common. NaN for an empty histogram.
 */
export function histogramDivergence(reference: Histogram, current: Histogram): number {
  const edges = edgesOf([...reference.buckets, ...current.buckets]);
  const points = [...reference.buckets, ...current.buckets].filter(isPoint).map(({ low }) => low);
  const cells = (histogram: Histogram): number[] => [
    ...spread(histogram.buckets, edges),
    ...pointCounts(histogram.buckets, [...new Set(points)]),
    histogram.missing,
  ];
  const [endlessReference, endlessCurrent] = [endlessCount(reference), endlessCount(current)];
  return jensenShannonDivergence([...cells(reference), endlessReference, 0], [...cells(current), 0, endlessCurrent]);
}

function isEndless({ low, high }: Bucket): boolean {
  return !Number.isFinite(low) || !Number.isFinite(high);
}

function isPoint(bucket: Bucket): boolean {
  return bucket.low === bucket.high && !isEndless(bucket);
}

function hasLength(bucket: Bucket): boolean {
  return bucket.low !== bucket.high && !isEndless(bucket);
}

function edgesOf(buckets: readonly Bucket[]): Float64Array {
  const edges = new Set(buckets.filter(hasLength).flatMap(({ low, high }) => [low, high]));
  return Float64Array.from(edges).sort();
}

/** Rows between each edge and the next. Every end of a bucket is an edge. */
function spread(buckets: readonly Bucket[], edges: Float64Array): Float64Array {
  const counts = new Float64Array(Math.max(0, edges.length - 1));
  for (const { low, high, count } of buckets.filter(hasLength)) {
    for (let i = edges.indexOf(low); (edges[i] as number) < high; i++) {
      const length = (edges[i + 1] as number) - (edges[i] as number);
      counts[i] = (counts[i] as number) + (count * length) / (high - low);
    }
  }
  return counts;
}

function pointCounts(buckets: readonly Bucket[], points: readonly number[]): number[] {
  return points.map((point) =>
    buckets.filter((bucket) => isPoint(bucket) && bucket.low === point).reduce((sum, { count }) => sum + count, 0),
  );
}

function endlessCount({ buckets }: Histogram): number {
  return buckets.filter(isEndless).reduce((sum, { count }) => sum + count, 0);
}
