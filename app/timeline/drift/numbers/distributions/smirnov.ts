import { logGamma } from '../../../../metrics/incompleteBeta.ts';

/** Terms summed at most; the summand is a smooth bell over its range, and equal steps lose nothing (trapezoid rule). */
const MOST_TERMS = 20_000;

/**
 * P(D+ >= x) of the one-sided Kolmogorov-Smirnov statistic of n rows (Birnbaum and Tingey 1951):
 * x Σ_j C(n, j) (x + j/n)^(j-1) (1 - x - j/n)^(n-j), j = 0..n (1 - x), each term through its logarithm with the parts of size n
 * cancelled by hand.
 * @param x in (0, 1)
 */
export function smirnovUpperTail(n: number, x: number): number {
  const last = Math.floor(n * (1 - x));
  const stride = Math.max(1, Math.floor(last / MOST_TERMS));
  const t = n * x;
  let sum = stride === 1 ? Math.exp(n * Math.log1p(-x)) : 0;
  for (let j = stride; j <= last; j += stride) {
    const rest = n - j;
    // C(n, j) (j/n)^j (rest/n)^rest, by Stirling's formula
    const peak = Math.sqrt(n / (2 * Math.PI * j * rest)) * Math.exp(stirlingRest(n) - stirlingRest(j) - stirlingRest(rest));
    // At the last term rounding may put t above what is left.
    const tilted = j * Math.log1p(t / j) + rest * Math.log1p(Math.max(-1, -t / rest));
    sum += (stride * peak * Math.exp(tilted) * x) / (x + j / n);
  }
  return Math.min(1, sum);
}

/** ln k! less Stirling's ½ ln(2πk) + k ln k - k (DLMF 5.11.1). */
function stirlingRest(k: number): number {
  if (k < 16) return logGamma(k + 1) - (0.5 * Math.log(2 * Math.PI * k) + k * Math.log(k) - k);
  const r = 1 / (k * k);
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / k;
}
