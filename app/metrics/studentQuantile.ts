import { Z95 } from './interval.ts';

/** t(0.975) for 1 to 10 degrees of freedom. */
const small = [
  12.706204736432095, 4.302652729911275, 3.182446305284263, 2.7764451051977987, 2.5705818366147395, 2.4469118487916806,
  2.3646242510102993, 2.306004135033371, 2.2621571627409915, 2.2281388519649385,
];

/**
 * The 97.5 % quantile of Student's t: exact for 1 to 10 degrees of freedom (in between: linear in 1/degrees),
 * else by the Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5; off by less than 1e-5 from there on).
 */
export function studentQuantile95(degrees: number): number {
  if (!(degrees >= 1)) return NaN;
  if (degrees < small.length) {
    const lower = Math.floor(degrees);
    const [a = NaN, b = NaN] = small.slice(lower - 1, lower + 1);
    const share = (1 / lower - 1 / degrees) / (1 / lower - 1 / (lower + 1));
    return a + share * (b - a);
  }
  const z = Z95;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3 + g4 / degrees ** 4;
}
