// Steps as a load test would measure them of a server whose waiting times have a formula.
import type { LoadResult, LoadStep } from '../../../../../app/api/schemas/load.ts';

/** One server, exponential service: time in the system is exponential with mean 1 / (capacity - rate). */
export function p99OfMM1(rate: number, capacity: number): number {
  return (Math.log(100) * 1000) / (capacity - rate);
}

export function step(change: Partial<LoadStep>): LoadStep {
  const around = (value: number): LoadStep['p99Ms'] => ({ value, low: value * 0.9, high: value * 1.1 });
  return {
    mode: 'closed',
    rowsPerRequest: 1,
    concurrency: 1,
    offeredPerSecond: null,
    seconds: 4,
    requests: 1000,
    ratePerSecond: around(100),
    meanMs: 10,
    p50Ms: around(10),
    p90Ms: around(12),
    p99Ms: around(14),
    errors: 0,
    errorText: null,
    stable: true,
    cores: 1,
    memoryBytes: 1e8,
    sentLateMs: null,
    generatorBusy: 0.1,
    ...change,
  };
}

/** A closed loop of so many: of n customers and one exponential server without thinking, all but none are always served. */
export function closedStep(concurrency: number, rate: number, change: Partial<LoadStep> = {}): LoadStep {
  return step({ concurrency, ratePerSecond: { value: rate, low: rate * 0.98, high: rate * 1.02 }, ...change });
}

/** Measured at shares of the capacity, as a load test does. */
export function queueSteps(
  capacity: number,
  shares: readonly number[] = [0.5, 0.7, 0.8, 0.9],
): Pick<LoadResult, 'steps' | 'saturation'> {
  const alone = p99OfMM1(0, capacity);
  return {
    saturation: { ratePerSecond: { value: capacity, low: capacity * 0.98, high: capacity * 1.02 }, concurrency: 4 },
    steps: [
      closedStep(1, capacity * 0.8, { p99Ms: { value: alone, low: alone * 0.95, high: alone * 1.05 } }),
      ...shares.map((share) => {
        const p99 = p99OfMM1(share * capacity, capacity);
        return step({
          mode: 'open',
          concurrency: null,
          offeredPerSecond: share * capacity,
          p99Ms: { value: p99, low: p99 * 0.9, high: p99 * 1.1 },
          cores: 2 * share,
        });
      }),
    ],
  };
}
