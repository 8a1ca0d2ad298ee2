import { fisherTwoSided } from '../../../metrics/fisherExact.ts';
import { proportionZ } from '../shares/proportionZ.ts';
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
 * z test of two proportions (pooled variance, no continuity correction). The verdict is of this column alone.
 */
export function missingShift(reference: MissingRows, current: MissingRows): MissingShift {
  const rows = { reference: reference.n + reference.missing, current: current.n + current.missing };
  const shares = { reference: reference.missing / rows.reference, current: current.missing / rows.current };
  if (rows.reference === 0 || rows.current === 0) return { ...shares, pValue: null, verdict: 'none' };
  const pValue = rows.reference + rows.current <= EXACT_UP_TO ? exactPValue(reference, current) : zPValue(reference, current);
  return settleMissing({ ...shares, pValue, verdict: 'none' }, pValue);
}

/** The same among other tests. @param adjustedPValue for their number */
export function settleMissing(shift: MissingShift, adjustedPValue: number): MissingShift {
  const { reference, current, pValue } = shift;
  if (pValue === null) return shift;
  const effect = Math.abs(current - reference);
  return { ...shift, verdict: verdictOf({ effect, threshold: LEAST_DIFFERENCE, pValue, adjustedPValue }) };
}

function exactPValue(reference: MissingRows, current: MissingRows): number {
  const drawn = current.n + current.missing;
  const rows = drawn + reference.n + reference.missing;
  return fisherTwoSided(current.missing, drawn, { marked: reference.missing + current.missing, rows });
}

function zPValue(reference: MissingRows, current: MissingRows): number {
  return proportionZ([reference.n, reference.missing], [current.n, current.missing]).pValue ?? 1;
}
