import { roundHalfEven } from '../../../base/roundHalfEven.ts';
import type { DriftTest, NumberSample } from '../samples.ts';
import { kolmogorovUpperTail } from './distributions/kolmogorov.ts';
import { latticeUpperTail } from './distributions/ksLattice.ts';
import { walkPooled } from './walkPooled.ts';

/** Up to so many rows in the greater sample scipy's "auto" is exact. */
const MOST_EXACT_ROWS = 10_000;

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided, as scipy's `ks_2samp` by default: D = max |F - G| and its p-value, exact up to
 * 10 000 rows in the greater sample; beyond, that of one sample of round(n m / (n + m)) rows against its distribution. Ties are
 * allowed, and make p too great rather than too small. Equal constant columns: D = 0, p = 1; different ones: D = 1.
 */
export const ks: DriftTest<NumberSample> = {
  name: 'ks',
  title: 'Kolmogorov-Smirnov test',
  explains: 'The greatest gap between the two distribution functions, from 0 to 1.',
  compare(reference, current) {
    const [n, m] = [reference.n, current.n];
    // In whole numbers: |F - G| n m.
    let steps = 0;
    let [below, belowCurrent] = [0, 0];
    walkPooled(reference, current, (_, inReference, inCurrent) => {
      below += inReference;
      belowCurrent += inCurrent;
      steps = Math.max(steps, Math.abs(below * m - belowCurrent * n));
    });
    const score = steps / (n * m);
    if (Math.max(n, m) <= MOST_EXACT_ROWS) return { score, pValue: latticeUpperTail(steps, n, m) };
    return { score, pValue: kolmogorovUpperTail(roundHalfEven((n * m) / (n + m)), score) };
  },
};
