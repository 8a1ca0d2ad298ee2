// Percentiles of latencies with intervals that do not forget that requests of the same moment share its queue.
import type { Interval } from '../../api/schemas/common.ts';
import { quantileRanks } from './orderInterval.ts';

const blocks = 10;
const leastOfBlock = 20;
const none: Interval = { value: null, low: null, high: null };

export interface LatencySummary {
  meanMs: number | null;
  p50Ms: Interval;
  p90Ms: Interval;
  p99Ms: Interval;
  /** Too few requests for an upper bound of the 99th percentile: `p99Ms.high` is the longest that was seen, and it may lie above. */
  p99Open: boolean;
}

/**
 * How many times fewer independent values there are than values, for the share of values above a limit: the variance of that
 * share over blocks in the order of time against the binomial one (the design effect of L. Kish, Survey Sampling, 1965,
 * with blocks as in batch means). Waiting times of neighbours are alike, and an interval that ignores it is too narrow.
 */
export function designEffect(latencies: Float64Array, limit: number): number {
  const size = Math.floor(latencies.length / blocks);
  if (size < leastOfBlock) return 1;
  const shares = Array.from({ length: blocks }, (_, block) => {
    let above = 0;
    for (let at = block * size; at < (block + 1) * size; at++) if (latencies[at]! > limit) above += 1;
    return above / size;
  });
  const mean = shares.reduce((sum, share) => sum + share, 0) / blocks;
  if (mean === 0 || mean === 1) return 1;
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (blocks - 1);
  return Math.min(size, Math.max(1, variance / ((mean * (1 - mean)) / size)));
}

/**
 * A quantile (the smallest value with at least that share of all at or below it) with its 95 % interval; `open` where no value of
 * so few bounds it from above.
 */
function quantile(latencies: Float64Array, sorted: Float64Array, share: number): { interval: Interval; open: boolean } {
  const n = sorted.length;
  if (n === 0) return { interval: none, open: true };
  const value = sorted[Math.max(0, Math.ceil(share * n) - 1)]!;
  const effective = Math.max(1, Math.round(n / designEffect(latencies, value)));
  const ranks = quantileRanks(effective, share);
  const at = (rank: number): number => sorted[Math.min(n - 1, Math.max(0, Math.round((rank * n) / effective) - 1))]!;
  const interval = { value, low: Math.min(value, at(ranks.low)), high: Math.max(value, at(ranks.high)) };
  return { interval, open: ranks.high > effective };
}

/** @param latencies in milliseconds, in the order in which the requests were due */
export function latencySummary(latencies: Float64Array): LatencySummary {
  const sorted = latencies.slice().sort();
  const p99 = quantile(latencies, sorted, 0.99);
  return {
    meanMs: sorted.length === 0 ? null : sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
    p50Ms: quantile(latencies, sorted, 0.5).interval,
    p90Ms: quantile(latencies, sorted, 0.9).interval,
    p99Ms: p99.interval,
    p99Open: p99.open,
  };
}
