import { betaFraction, logGamma } from './incompleteBeta.ts';
import { Z95 } from './interval.ts';

/**
 * The 97.5 % quantile of Student's t for one or more degrees of freedom, whole or not; NaN below. The Cornish-Fisher
 * expansion (Abramowitz and Stegun 26.7.5), from 1000 degrees down sharpened by Newton's method.
 */
export function studentQuantile95(degrees: number): number {
  if (!(degrees >= 1)) return NaN;
  const z = Z95;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
  let t = z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3 + g4 / degrees ** 4;
  if (degrees > 1000) return t;
  const logScale = logBetaFactor(degrees);
  for (let round = 0; round < 30; round++) {
    const density = Math.exp(logScale - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees));
    const step = (0.025 - upperTail(t, degrees, logScale)) / density;
    t -= step;
    if (Math.abs(step) < 1e-14 * t) break;
  }
  return t;
}

/** P(T > t) for t > 0: half of the incomplete beta function I_x(degrees / 2, 1 / 2) at x = degrees / (degrees + t²). */
function upperTail(t: number, degrees: number, logScale: number): number {
  const a = degrees / 2;
  const x = degrees / (degrees + t * t);
  // 1 / B(a, 1/2) = density factor × √degrees
  const front = Math.exp(logScale + 0.5 * Math.log(degrees) + a * Math.log(x) + 0.5 * Math.log1p(-x)) / a;
  return (front * betaFraction(a, 0.5, x)) / 2;
}

/** ln of Γ((ν + 1) / 2) / (Γ(ν / 2) √(νπ)), the factor of Student's density. */
function logBetaFactor(degrees: number): number {
  return logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * Math.log(degrees * Math.PI);
}
