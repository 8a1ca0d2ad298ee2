import { firstTrue } from '../../base/sortedSearch.ts';
import { incompleteBeta } from '../../metrics/incompleteBeta.ts';

/** P(at most k of n) for a share p: the binomial distribution function, as an incomplete beta function (DLMF 8.17.5). */
function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(n - k, k + 1, 1 - p, p);
}

/** The smallest k with P(at most k of n) >= level. */
function binomialQuantile(level: number, n: number, p: number): number {
  return firstTrue(n, (k) => binomialCdf(k, n, p) >= level);
}

/**
 * Which order statistics (1-based; 0 and n + 1 where there is none) enclose the quantile of a distribution with at least 95 %
 * probability, whatever the distribution: W. J. Conover, Practical Nonparametric Statistics (1999), section 3.2.
 * Example: n = 20, share 0.5 → the 6th and the 15th.
 */
export function quantileRanks(n: number, share: number): { low: number; high: number } {
  const below = binomialQuantile(0.025, n, share);
  // P(rank > quantile) counts values at or below it: at most 2.5 % on either side.
  const low = binomialCdf(below, n, share) > 0.025 ? below : below + 1;
  return { low, high: binomialQuantile(0.975, n, share) + 1 };
}

/** The fewest values of which one bounds the quantile from above with 97.5 % probability: share^n must not exceed 2.5 %. */
export function leastToBound(share: number): number {
  return Math.ceil(Math.log(0.025) / Math.log(share));
}
