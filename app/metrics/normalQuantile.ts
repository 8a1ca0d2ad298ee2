import { normalCdf, normalDensity } from './normal.ts';

/**
 * The quantile of the standard normal distribution: rational start (P. J. Acklam's approximation, relative error below
 * 1.15e-9), then two steps of Newton's method in the lower tail, where the distribution function keeps its digits.
 * @param share in (0, 1)
 */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) return share === 0 ? -Infinity : share === 1 ? Infinity : NaN;
  if (share > 0.5) return -normalQuantile(1 - share);
  let z = start(share);
  for (let step = 0; step < 2 && z > -7; step++) z -= (normalCdf(z) - share) / normalDensity(z);
  return z;
}

function start(p: number): number {
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  const polynomial = (terms: number[], x: number): number => terms.reduce((sum, term) => sum * x + term, 0);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(c, q) / polynomial(d, q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(a, r) * q) / polynomial(b, r);
}
