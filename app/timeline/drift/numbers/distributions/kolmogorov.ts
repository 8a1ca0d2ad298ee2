import { durbinMatrix } from './durbinMatrix.ts';
import { smirnovUpperTail } from './smirnov.ts';

/** Up to so many rows the matrix is small. */
const FEW_ROWS = 140;

/** Beyond, the expansion is close enough even for the least distances. */
const MORE_ROWS = 500;

/**
 * P(D >= x) of the two-sided Kolmogorov-Smirnov statistic of one sample of n rows, less than 2e-6 off: chosen by n and x as
 * Simard and L'Ecuyer do (J. Stat. Software 39(11), 2011) and scipy's `kstwo` with them.
 */
export function kolmogorovUpperTail(n: number, x: number): number {
  const t = n * x;
  if (t <= 0.5) return 1;
  if (x >= 1) return 0;
  // Both one-sided events together are too rare to count, from x = 1/2 on impossible.
  if (x >= 0.5 || t * x >= (n <= FEW_ROWS ? 4 : 2.2)) return Math.min(1, 2 * smirnovUpperTail(n, x));
  const hasSmallMatrix = n <= FEW_ROWS || (n <= MORE_ROWS && n * x ** 1.5 <= 1.4);
  return 1 - (hasSmallMatrix ? durbinMatrix(n, x) : pelzGood(n, x));
}

/**
 * P(D < x) by the expansion of Pelz and Good (J. R. Stat. Soc. B 38, 1976) in powers of 1/√n up to the third, after the
 * transformation that converges for small x √n; formulas as Simard and L'Ecuyer print them.
 */
function pelzGood(n: number, x: number): number {
  const z2 = n * x * x;
  const z = Math.sqrt(z2);
  const [z4, z6, z8] = [z2 ** 2, z2 ** 3, z2 ** 4];
  const pi2 = Math.PI ** 2;
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  // Each k here and below stands for the one of the other sign as well.
  for (let k = 0; k < 20; k++) {
    const a = pi2 * (k + 0.5) ** 2;
    const weight = 2 * Math.exp(-a / (2 * z2));
    k0 += weight;
    k1 += weight * (a - z2);
    k2 += weight * (6 * z6 + 2 * z4 + a * (2 * z4 - 5 * z2) + a ** 2 * (1 - 2 * z2));
    k3 += weight * (a ** 3 * (5 - 30 * z2) + a ** 2 * (-60 * z2 + 212 * z4) + a * (135 * z4 - 96 * z6) - (30 * z6 + 90 * z8));
  }
  let [whole2, whole3] = [0, 0];
  for (let k = 1; k < 20; k++) {
    const b = pi2 * k ** 2;
    const weight = 2 * Math.exp(-b / (2 * z2));
    whole2 += weight * b;
    whole3 += weight * (3 * b * z2 - b ** 2);
  }
  const root = Math.sqrt(n);
  const terms =
    k0 / z +
    k1 / (6 * z4 * root) +
    (k2 / (72 * z ** 7) - whole2 / (36 * z ** 3)) / n +
    (k3 / (6480 * z ** 10) + whole3 / (216 * z6)) / (n * root);
  return Math.min(1, Math.max(0, Math.sqrt(Math.PI / 2) * terms));
}
