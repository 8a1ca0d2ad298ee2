import { incompleteBeta } from '../incompleteBeta.ts';
import { normalCdf, normalDensity } from '../normal.ts';

/** Two-sided p-value of a standard normal statistic; exact far out in the tails as well. */
export function normalPValue(z: number): number {
  const x = Math.abs(z);
  if (Number.isNaN(x)) return NaN;
  return x < 3 ? 2 * normalCdf(-x) : 2 * normalTail(x);
}

/** P(Z > x) for x >= 3: density / (x + 1 / (x + 2 / (x + ...))) (Abramowitz and Stegun 26.2.14), by Lentz's method. */
function normalTail(x: number): number {
  if (x === Infinity) return 0;
  let c = x;
  let d = 0;
  let fraction = x;
  for (let k = 1; k < 500; k++) {
    d = 1 / (x + k * d);
    c = x + k / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return normalDensity(x) / fraction;
}

/**
 * Two-sided p-value of Student's t: the incomplete beta function I_x(degrees / 2, 1 / 2) at x = degrees / (degrees + t²).
 * @param degrees of freedom, at least 1, whole or not
 */
export function studentPValue(t: number, degrees: number): number {
  if (Number.isNaN(t) || !(degrees >= 1)) return NaN;
  if (!Number.isFinite(t)) return 0;
  // Beyond this the two distributions differ by less than rounding.
  if (degrees > 1e9) return normalPValue(t);
  const y = (t * t) / (degrees + t * t);
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t), y);
}

/**
 * Two-sided p-value of `successes` out of `trials` when either outcome is as likely: min(1, 2 P(X <= the rarer)),
 * summed term by term.
 */
export function evenBinomialPValue(successes: number, trials: number): number {
  const rarer = Math.min(successes, trials - successes);
  let term = 0.5 ** trials;
  let sum = term;
  for (let k = 1; k <= rarer; k++) {
    term *= (trials - k + 1) / k;
    sum += term;
  }
  return Math.min(1, 2 * sum);
}
