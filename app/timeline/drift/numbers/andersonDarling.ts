import type { DriftTest, NumberSample } from '../samples.ts';
import { harmonic, harmonicSquares } from './distributions/harmonic.ts';
import { walkPooled } from './walkPooled.ts';

/**
 * Scholz and Stephens's critical values for two samples, 0.325, 1.226, 1.961, 2.718, 3.752, 4.592, 6.546 at p = 0.25, 0.1, 0.05, 0.025,
 * 0.01, 0.005, 0.001. Beyond their ends p is held; between, ln p is the quadratic of least squares through them, here from the
 * constant up.
 */
const [LEAST, GREATEST] = [0.325, 6.546];
const LOG_P = [-1.0777702798204873, -1.0082265644652506, 0.01819809457411126] as const;

/**
 * Anderson-Darling test of two samples as scipy's `anderson_ksamp` makes it (F. W. Scholz and M. A. Stephens, JASA 82, 1987): the
 * statistic with midranks for ties, standardised, and p by a quadratic through a table of critical values, held within
 * [0.001, 0.25] like scipy's and Evidently's. NaN and null where all rows are the same or there are fewer than four.
 */
export const andersonDarling: DriftTest<NumberSample> = {
  name: 'andersonDarling',
  title: 'Anderson-Darling test',
  explains: 'Squared gaps between the two distribution functions, those in the tails counting more, in standard deviations.',
  compare(reference, current) {
    const [n, m] = [reference.n, current.n];
    const rows = n + m;
    let sum = 0;
    let distinct = 0;
    let [below, belowCurrent] = [0, 0];
    walkPooled(reference, current, (_, inReference, inCurrent) => {
      distinct++;
      const tied = inReference + inCurrent;
      const middle = below + belowCurrent + tied / 2;
      // N M - B n of the reference; that of the current sample is its negative.
      const gap = m * (below + inReference / 2) - n * (belowCurrent + inCurrent / 2);
      sum += ((tied / rows) * gap ** 2) / (middle * (rows - middle) - (rows * tied) / 4);
      below += inReference;
      belowCurrent += inCurrent;
    });
    if (distinct < 2 || rows < 4) return { score: NaN, pValue: null };
    const statistic = (sum * (1 / n + 1 / m) * (rows - 1)) / rows;
    const score = (statistic - 1) / Math.sqrt(varianceOf(n, m));
    return { score, pValue: pValueOf(score) };
  },
};

/** Of the statistic under no difference: equation 4 of Scholz and Stephens for two samples, its double sum in closed form. */
function varianceOf(n: number, m: number): number {
  const rows = n + m;
  const sizes = 1 / n + 1 / m;
  const h = harmonic(rows - 1);
  const g = harmonicSquares(rows - 1) - (2 * h) / rows;
  const a = 4 * g - 6 + (10 - 6 * g) * sizes;
  const b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * sizes - 8 * h + 4 * g - 6;
  const c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * sizes + 4 * h;
  const d = 4 * (2 * h + 6) - 8 * h;
  return (((a * rows + b) * rows + c) * rows + d) / ((rows - 1) * (rows - 2) * (rows - 3));
}

function pValueOf(score: number): number {
  if (score < LEAST) return 0.25;
  if (score > GREATEST) return 0.001;
  return Math.exp(LOG_P[0] + score * (LOG_P[1] + score * LOG_P[2]));
}
