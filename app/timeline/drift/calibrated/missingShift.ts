import { fisherUpper } from '../../../metrics/fisherExact.ts';
import { normalPValue } from '../../../metrics/paired/pValues.ts';
import { verdictOf, type DriftVerdict } from './verdict.ts';

/** Up to so many rows together the exact test is used. */
const EXACT_UP_TO = 10_000;

/** Difference of shares that matters: the missing share that Deepchecks lets pass. */
const LEAST_DIFFERENCE = 0.05;

export interface MissingRows {
  /** Rows with a value. */
  n: number;
  missing: number;
}

export interface MissingShift {
  /** Shares of missing values. */
  reference: number;
  current: number;
  /** Two-sided, of no difference; null where a part has no rows. */
  pValue: number | null;
  verdict: DriftVerdict;
}

/**
 * Whether a column's share of missing values has changed: Fisher's exact test up to 10 000 rows in both together, beyond the
 * z test of two proportions (pooled variance, no continuity correction).
 * @param columns compared with this one: p is multiplied by it (Bonferroni) before a change counts as certain
 */
export function missingShift(reference: MissingRows, current: MissingRows, columns = 1): MissingShift {
  const rows = { reference: reference.n + reference.missing, current: current.n + current.missing };
  const shares = { reference: reference.missing / rows.reference, current: current.missing / rows.current };
  if (rows.reference === 0 || rows.current === 0) return { ...shares, pValue: null, verdict: 'none' };
  const isExact = rows.reference + rows.current <= EXACT_UP_TO;
  const pValue = (isExact ? fisherTwoSided : proportionsPValue)(reference, current);
  const effect = Math.abs(shares.current - shares.reference);
  const adjustedPValue = Math.min(1, pValue * columns);
  return { ...shares, pValue, verdict: verdictOf({ effect, threshold: LEAST_DIFFERENCE, pValue, adjustedPValue }) };
}

/** Sum over all tables with the same margins that are no likelier than this one (up to rounding, 1e-7), as scipy has it. */
function fisherTwoSided(reference: MissingRows, current: MissingRows): number {
  const drawn = current.n + current.missing;
  const rows = drawn + reference.n + reference.missing;
  const marked = reference.missing + current.missing;
  const here = current.missing;
  const atLeast = (hits: number): number => fisherUpper(hits, drawn, { marked, rows });
  const atMost = (hits: number): number => fisherUpper(marked - hits, rows - drawn, { marked, rows });
  const isAbove = here * rows > drawn * marked;
  const end = isAbove ? Math.max(0, drawn + marked - rows) : Math.min(drawn, marked);
  // P(k) / P(here) from one table to the next: it rises up to the most likely one and falls from there.
  let ratio = 1;
  for (let k = here; k !== end;) {
    if (isAbove) ratio *= (k * (rows - marked - drawn + k)) / ((marked - k + 1) * (drawn - k + 1));
    else ratio *= ((marked - k) * (drawn - k)) / ((k + 1) * (rows - marked - drawn + k + 1));
    k += isAbove ? -1 : 1;
    if (ratio <= 1 + 1e-7) return Math.min(1, isAbove ? atLeast(here) + atMost(k) : atMost(here) + atLeast(k));
  }
  return isAbove ? atLeast(here) : atMost(here);
}

function proportionsPValue(reference: MissingRows, current: MissingRows): number {
  const n = reference.n + reference.missing;
  const m = current.n + current.missing;
  const share = (reference.missing + current.missing) / (n + m);
  if (share === 0 || share === 1) return 1;
  const error = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
  return normalPValue((current.missing / m - reference.missing / n) / error);
}
