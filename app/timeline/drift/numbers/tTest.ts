import type { DriftTest, NumberSample } from '../samples.ts';
import { moments } from './moments.ts';
import { studentDistance } from './studentDistance.ts';

/**
 * Student's t test with the variances pooled, scipy's `ttest_ind` by default and with it Evidently's: t of reference minus current
 * at n + m - 2 degrees of freedom, p two-sided. A sample of one row adds nothing to the variance. Two rows in all give NaN and
 * null; so do constant columns with the same value, while those with different ones give an infinite t and p = 0.
 */
export const tTest: DriftTest<NumberSample> = {
  name: 'tTest',
  title: "Student's t test",
  explains: 'How many standard errors the mean of the reference is above the current one, spreads taken as equal.',
  compare(reference, current) {
    const [first, second] = [moments(reference), moments(current)];
    const degrees = reference.n + current.n - 2;
    const variance = (first.squares + second.squares) / degrees;
    const error = Math.sqrt(variance * (1 / reference.n + 1 / current.n));
    return studentDistance(first.mean - second.mean, error, degrees);
  },
};
