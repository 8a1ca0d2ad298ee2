import { logGamma } from './incompleteBeta.ts';

/**
 * Two parts that probabilities of large counts are made of without loss of digits (C. Loader, "Fast and accurate computation of
 * binomial probabilities", 2000): differences of ln Γ lose as many digits as the counts have.
 */

/** ln n! less Stirling's formula ½ ln(2πn) + n ln n - n, for n > 0, whole or not. */
export function stirlingError(n: number): number {
  if (n < 10) return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  const r = 1 / (n * n);
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / n;
}

/** x ln(x / mean) + mean - x, for x >= 0 and mean > 0: never negative, and to full precision where the two are close. */
export function deviance(x: number, mean: number): number {
  if (x === 0) return mean;
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  // ln(x / mean) = 2 artanh(v), as a series.
  const v = (x - mean) / (x + mean);
  let sum = (x - mean) * v;
  let term = 2 * x * v;
  for (let j = 3; j < 1000; j += 2) {
    term *= v * v;
    const next = sum + term / j;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
