import { logGamma } from './incompleteBeta.ts';

/**
 * One-sided p-value of Fisher's exact test, which for marks of yes and no is the permutation test of the two means with every
 * permutation counted: how likely `hits` or more of the `marked` rows fall among `drawn` rows out of `rows`, were they drawn by
 * chance (hypergeometric tail).
 */
export function fisherUpper(hits: number, drawn: number, { marked, rows }: { marked: number; rows: number }): number {
  const most = Math.min(drawn, marked);
  if (hits <= Math.max(0, drawn + marked - rows)) return 1;
  if (hits > most) return 0;
  const log = logChoose(marked, hits) + logChoose(rows - marked, drawn - hits) - logChoose(rows, drawn);
  let term = 1;
  let sum = 1;
  for (let k = hits; k < most; k++) {
    term *= ((marked - k) * (drawn - k)) / ((k + 1) * (rows - marked - drawn + k + 1));
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.min(1, Math.exp(log) * sum);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
