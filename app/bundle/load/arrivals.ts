import { Random } from '../../base/random.ts';

/**
 * Moments of a Poisson process, in milliseconds from 0 on: independent gaps, exponential with mean 1000 / rate. Requests of
 * many people who know nothing of each other arrive like this.
 */
export function createArrivals(ratePerSecond: number, seed: number): () => number {
  const random = new Random(seed);
  let at = 0;
  return () => (at += (-Math.log(1 - random.uniform()) * 1000) / ratePerSecond);
}
