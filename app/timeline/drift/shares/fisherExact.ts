import { fisherTwoSided } from '../../../metrics/fisherExact.ts';
import type { Distance } from '../samples.ts';

/**
 * Fisher's exact test, two-sided, of counts of two categories: scipy.stats.fisher_exact. The score is how far apart the two
 * shares lie.
 */
export function fisherExact(reference: ArrayLike<number>, current: ArrayLike<number>): Distance {
  if (reference.length !== 2) return { score: NaN, pValue: NaN };
  const [a, b] = [reference[0] as number, reference[1] as number];
  const [c, d] = [current[0] as number, current[1] as number];
  return {
    score: Math.abs(a / (a + b) - c / (c + d)),
    pValue: fisherTwoSided(a, a + b, { marked: a + c, rows: a + b + c + d }),
  };
}
