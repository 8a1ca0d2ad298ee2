import type { DriftTest, NumberSample } from '../samples.ts';
import { moments } from './moments.ts';
import { studentDistance } from './studentDistance.ts';

/**
 * Welch's t test of means with different spreads (Biometrika 34, 1947), scipy's `ttest_ind(equal_var=False)`: t of reference minus
 * current, degrees of freedom by Welch and Satterthwaite, p two-sided. NaN and null where a sample has one row, or both are
 * constant with the same value; constant with different ones gives an infinite t and p = 0.
 */
export const welch: DriftTest<NumberSample> = {
  name: 'welch',
  title: "Welch's t test",
  explains: 'How many standard errors the mean of the reference is above the current one, spreads apart.',
  compare(reference, current) {
    const [first, second] = [moments(reference), moments(current)];
    const a = first.squares / (reference.n - 1) / reference.n;
    const b = second.squares / (current.n - 1) / current.n;
    // Without any spread every number of degrees gives the same.
    const degrees = a + b === 0 ? 1 : (a + b) ** 2 / (a ** 2 / (reference.n - 1) + b ** 2 / (current.n - 1));
    return studentDistance(first.mean - second.mean, Math.sqrt(a + b), degrees);
  },
};
