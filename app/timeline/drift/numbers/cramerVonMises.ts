import type { DriftTest, NumberSample } from '../samples.ts';
import { commonDivisor, pathsUpperTail } from './distributions/cramerVonMisesExact.ts';
import { cramerVonMisesUpperTail } from './distributions/cramerVonMisesLimit.ts';
import { walkPooled } from './walkPooled.ts';

/** Up to so many rows in the greater sample scipy's "auto" is exact. */
const MOST_EXACT_ROWS = 20;

/**
 * Cramér-von Mises test of two samples, scipy's `cramervonmises_2samp` by default: the statistic T of T. W. Anderson (Ann. Math.
 * Statist. 33, 1962) with mean ranks for ties; p exact up to 20 rows in the greater sample, else by the limit of T standardised.
 * Ties that hold a large share of the rows lift T (and lower p) when the sizes differ much, in scipy as here. NaN and null where
 * a sample has one row only or all rows are the same.
 */
export const cramerVonMises: DriftTest<NumberSample> = {
  name: 'cramerVonMises',
  title: 'Cramér-von Mises test',
  explains: 'Squared gaps between the two distribution functions summed over all rows.',
  compare(reference, current) {
    const [m, n] = [reference.n, current.n];
    const score = m > 1 && n > 1 ? statistic(reference, current) : NaN;
    if (Number.isNaN(score)) return { score, pValue: null };
    if (Math.max(m, n) > MOST_EXACT_ROWS) return { score, pValue: limitPValue(score, m, n) };
    // T in steps of the lattice; ties lie at multiples of at least 1e-4 between them.
    const bound = Math.floor((score * (m + n) ** 2 * m * n) / commonDivisor(m, n) ** 2 + 1e-6);
    return { score, pValue: pathsUpperTail(bound, m, n) };
  },
};

/**
 * T = U / (m n N) - (4 m n - 1) / (6 N), U = m Σ (r_i - i)² + n Σ (s_j - j)², rewritten without the two large terms that nearly
 * cancel: summed by parts, U - 2 (m n)² / 3 is left with the squared gaps D = n A - m B of the counts up to each distinct value,
 * each weighted with the rows at the values on both of its sides, and with terms in the cubes of ties.
 */
function statistic(reference: NumberSample, current: NumberSample): number {
  const [m, n] = [reference.n, current.n];
  let gaps = 0;
  let cubes = 0;
  let distinct = 0;
  let gap = 0;
  walkPooled(reference, current, (_, inReference, inCurrent) => {
    distinct++;
    const squareBefore = gap * gap;
    gap += n * inReference - m * inCurrent;
    gaps += (squareBefore + gap * gap) * (inReference / m + inCurrent / n);
    cubes += inReference ** 3 / m - inCurrent ** 3 / n;
  });
  if (distinct < 2) return NaN;
  const rest = ((m * m - n * n) * cubes - (m - n) ** 2) / 12;
  return (gaps / 4 + rest) / (m * n * (m + n));
}

/** Of T by its mean and variance (Anderson's equations 11 and 14) and the limiting distribution. */
function limitPValue(score: number, m: number, n: number): number {
  const rows = m + n;
  const mean = (1 + 1 / rows) / 6;
  const variance = ((rows + 1) * (4 * m * n * rows - 3 * (m * m + n * n) - 2 * m * n)) / (180 * rows ** 2 * m * n);
  return cramerVonMisesUpperTail(1 / 6 + (score - mean) / Math.sqrt(45 * variance));
}
