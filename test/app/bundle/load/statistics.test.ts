import { describe, expect, it } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { createArrivals } from '../../../../app/bundle/load/arrivals.ts';
import { p99Words } from '../../../../app/api/loadWords.ts';
import { designEffect, latencySummary } from '../../../../app/bundle/load/latencySummary.ts';
import { leastToBound, quantileRanks } from '../../../../app/bundle/load/orderInterval.ts';
import { isStable, meanRate } from '../../../../app/bundle/load/stability.ts';

const window = (rate: number, meanMs = 10): { rate: number; meanMs: number } => ({ rate, meanMs });

describe('ranks that enclose a quantile', () => {
  it('are those of the binomial distribution', () => {
    // Summed term by term with exact integers (math.comb of Python); the first is the median of 20, as in Conover.
    expect(quantileRanks(20, 0.5)).toEqual({ low: 6, high: 15 });
    expect(quantileRanks(100, 0.9)).toEqual({ low: 84, high: 96 });
    expect(quantileRanks(1000, 0.99)).toEqual({ low: 983, high: 997 });
  });

  it('lie outside of the sample where it is too small to have them', () => {
    expect(quantileRanks(50, 0.99).high).toBe(51);
    // 0.99^367 = 0.02501015… > 0.025 ≥ 0.99^368 (Decimal of Python).
    expect(leastToBound(0.99)).toBe(368);
    for (const share of [0.5, 0.9, 0.99]) {
      const least = leastToBound(share);
      expect([quantileRanks(least, share).high, quantileRanks(least - 1, share).high]).toEqual([least, least]);
    }
  });

  it('enclose the quantile in at least 95 of 100 samples', () => {
    const random = new Random(7);
    let enclosed = 0;
    for (let time = 0; time < 1000; time++) {
      const values = Float64Array.from({ length: 500 }, () => random.uniform()).sort();
      const { low, high } = quantileRanks(500, 0.9);
      if (values[low - 1]! <= 0.9 && values[high - 1]! >= 0.9) enclosed += 1;
    }
    expect(enclosed).toBeGreaterThanOrEqual(940);
  });
});

describe('the summary of latencies', () => {
  it('has the values that hold so many of a hundred', () => {
    const { p50Ms, p90Ms, p99Ms, meanMs } = latencySummary(Float64Array.from({ length: 1000 }, (_, i) => ((i * 379) % 1000) + 1));
    expect([p50Ms.value, p90Ms.value, p99Ms.value, meanMs]).toEqual([500, 900, 990, 500.5]);
    expect(p99Ms).toEqual({ value: 990, low: 983, high: 997 });
    expect(p99Words({ p99Ms })).toBe('990 (983 to 997)');
  });

  it('says where so few requests bound no percentile from above', () => {
    const of = (count: number): ReturnType<typeof latencySummary> =>
      latencySummary(Float64Array.from({ length: count }, (_, i) => i + 1));
    expect([of(367).p99Open, of(368).p99Open, of(0).p99Open]).toEqual([true, false, true]);
    expect(p99Words(of(100))).toBe('99.0 (97.0 to 100 or more)');
  });

  it('is wider where slow requests come together', () => {
    const alike = Float64Array.from({ length: 2000 }, (_, i) => (i % 20 === 7 ? 100 : 10) + (i % 13) / 10);
    const bursts = Float64Array.from({ length: 2000 }, (_, i) => (i >= 300 && i < 400 ? 100 : 10) + (i % 13) / 10);
    expect(designEffect(alike, 50)).toBe(1);
    expect(designEffect(bursts, 50)).toBeGreaterThan(50);
    const width = (latencies: Float64Array): number => {
      const { low, high } = latencySummary(latencies).p90Ms;
      return high! - low!;
    };
    expect(width(bursts)).toBeGreaterThan(50 * width(alike));
  });

  it('says nothing of no requests', () => {
    expect(latencySummary(new Float64Array())).toMatchObject({ meanMs: null, p99Ms: { value: null, low: null, high: null } });
  });
});

describe('windows', () => {
  it('are stable when the last three agree within ten percent, in rate and latency', () => {
    expect(isStable([window(50), window(100), window(105), window(96)])).toBe(true);
    expect(isStable([window(100), window(100), window(130)])).toBe(false);
    expect(isStable([window(100, 10), window(100, 10), window(100, 13)])).toBe(false);
    expect(isStable([window(100), window(100)])).toBe(false);
    expect(isStable([window(0, 0), window(0, 0), window(0, 0)])).toBe(false);
  });

  it('give a rate with the interval of Student', () => {
    // scipy.stats.t.interval(0.95, 4, 100, scipy.stats.sem([90, 95, 100, 105, 110]))
    const { value, low, high } = meanRate([90, 95, 100, 105, 110]);
    expect(value).toBe(100);
    expect(low).toBeCloseTo(90.1838, 3);
    expect(high).toBeCloseTo(109.8162, 3);
  });
});

describe('Poisson arrivals', () => {
  it('come at the rate, with counts whose variance is their mean and gaps that are exponential', () => {
    const next = createArrivals(500, 3);
    const times = Array.from({ length: 50_000 }, next);
    expect(times.at(-1)! / 1000).toBeGreaterThan(97);
    expect(times.at(-1)! / 1000).toBeLessThan(103);
    const counts = new Array<number>(900).fill(0);
    for (const at of times) if (at < 90_000) counts[Math.floor(at / 100)]! += 1;
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    // The index of dispersion of 900 counts has a standard deviation of √(2 / 899).
    expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * Math.sqrt(2 / 899));
    const long = times.filter((at, index) => at - (times[index - 1] ?? 0) > 2).length / times.length;
    expect(Math.abs(long - Math.exp(-1))).toBeLessThan(0.01);
  });

  it('are the same for the same seed', () => {
    const [a, b, c] = [createArrivals(10, 1), createArrivals(10, 1), createArrivals(10, 2)];
    expect([a(), a(), a()]).toEqual([b(), b(), b()]);
    expect(c()).not.toBe(createArrivals(10, 1)());
  });
});
