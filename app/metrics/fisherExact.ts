import { deviance, stirlingError } from './saddlePoint.ts';

/** What rows are drawn from: `marked` of `rows`. */
interface Urn {
  marked: number;
  rows: number;
}

/**
 * One-sided p-value of Fisher's exact test, which for marks of yes and no is the permutation test of the two means with every
 * permutation counted: how likely `hits` or more of the `marked` rows fall among `drawn` rows out of `rows`, were they drawn by
 * chance (hypergeometric tail).
 */
export function fisherUpper(hits: number, drawn: number, { marked, rows }: Urn): number {
  const most = Math.min(drawn, marked);
  if (hits <= Math.max(0, drawn + marked - rows)) return 1;
  if (hits > most) return 0;
  let term = 1;
  let sum = 1;
  for (let k = hits; k < most; k++) {
    term *= ((marked - k) * (drawn - k)) / ((k + 1) * (rows - marked - drawn + k + 1));
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.min(1, Math.exp(logHypergeometric(hits, drawn, { marked, rows })) * sum);
}

/**
 * Two-sided p-value of Fisher's exact test: of all outcomes no more likely than `hits`. As in R, two outcomes are equally likely
 * when they differ by less than one in 10⁷, because both are rounded.
 */
export function fisherTwoSided(hits: number, drawn: number, { marked, rows }: Urn): number {
  const likeliest = Math.min(drawn, marked, Math.floor(((drawn + 1) * (marked + 1)) / (rows + 2)));
  // With what is not marked as hits the table is the same, and its tail of interest the upper one.
  if (hits >= likeliest) return fromUpper(hits, likeliest, { drawn, marked, rows });
  return fromUpper(drawn - hits, drawn - likeliest, { drawn, marked: rows - marked, rows });
}

function fromUpper(hits: number, likeliest: number, { drawn, marked, rows }: Urn & { drawn: number }): number {
  const urn = { marked, rows };
  const limit = logHypergeometric(hits, drawn, urn) + 1e-7;
  if (logHypergeometric(likeliest, drawn, urn) <= limit) return 1;
  // Up to the likeliest, probabilities rise: find the last one within the limit.
  const least = Math.max(0, drawn + marked - rows);
  let below = least - 1;
  for (let above = likeliest; above - below > 1;) {
    const middle = Math.floor((above + below) / 2);
    if (logHypergeometric(middle, drawn, urn) <= limit) below = middle;
    else above = middle;
  }
  const lower = below < least ? 0 : fisherUpper(drawn - below, drawn, { marked: rows - marked, rows });
  return Math.min(1, fisherUpper(hits, drawn, urn) + lower);
}

/** ln P(hits), as a ratio of three binomial probabilities (Loader): exact to rounding for counts of any size. */
function logHypergeometric(hits: number, drawn: number, { marked, rows }: Urn): number {
  if (drawn === 0 || drawn === rows) return 0;
  const p = drawn / rows;
  const q = (rows - drawn) / rows;
  return logBinomial(hits, marked, [p, q]) + logBinomial(drawn - hits, rows - marked, [p, q]) - logBinomial(drawn, rows, [p, q]);
}

function logBinomial(k: number, n: number, [p, q]: [p: number, q: number]): number {
  if (n === 0) return 0;
  if (k === 0) return p < 0.1 ? -deviance(n, n * q) - n * p : n * Math.log(q);
  if (k === n) return q < 0.1 ? -deviance(n, n * p) - n * q : n * Math.log(p);
  const spread = 0.5 * Math.log(n / (2 * Math.PI * k * (n - k)));
  return spread + stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * q);
}
