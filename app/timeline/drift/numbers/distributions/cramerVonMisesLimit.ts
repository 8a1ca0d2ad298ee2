/** Points of the Gauss-Chebyshev rule in each interval: enough for x into the hundreds. */
const POINTS = 200;

/**
 * P(W² > x) of the limit of the Cramér-von Mises statistic: Smirnov's formula (T. W. Anderson and D. A. Darling, Ann. Math. Statist.
 * 23, 1952), (2/π) Σ_j (-1)^(j+1) ∫ exp(-x s²/2) / √(-s sin s) ds over ((2j - 1) π, 2jπ). Its integrand ends in inverse square
 * roots, which is what the rule is made for. Small values keep their digits.
 */
export function cramerVonMisesUpperTail(x: number): number {
  // Below 1e-17 away from 1, and the series would be long.
  if (x < 0.003) return 1;
  let sum = 0;
  for (let j = 1; ; j++) {
    const middle = (2 * j - 0.5) * Math.PI;
    const first = (2 * j - 1) * Math.PI;
    if (j > 1 && (x * first ** 2) / 2 > 45) break;
    let mean = 0;
    for (let k = 0; k < POINTS; k++) {
      const offset = (Math.PI / 2) * Math.cos((Math.PI * (k + 0.5)) / POINTS);
      const s = middle + offset;
      // -sin s = cos of the offset, over the interval in which it is positive
      const ends = ((Math.PI / 2 - offset) * (Math.PI / 2 + offset)) / Math.cos(offset);
      mean += Math.exp((-x * s * s) / 2) * Math.sqrt(ends / s);
    }
    sum += (j % 2 === 1 ? 2 : -2) * (mean / POINTS);
  }
  return Math.min(1, Math.max(0, sum));
}
