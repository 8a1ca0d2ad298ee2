/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Standard normal distribution function, absolute error below 1e-15: the series of Marsaglia (J. Stat. Software
 * 11(4), 2004), which needs few terms in the middle; beyond ±8 it is 0 or 1 to double precision.
 */
export function normalCdf(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let sum = x;
  let before = 0;
  let term = x;
  for (let i = 3; sum !== before; i += 2) {
    before = sum;
    term *= (x * x) / i;
    sum = before + term;
  }
  return 0.5 + sum * normalDensity(x);
}
