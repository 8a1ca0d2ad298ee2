// When a gain counts as proved, and how the level follows from how much is tried.
import type { Interval } from '../../api/schemas/common.ts';
import { Z95 } from '../../metrics/interval.ts';
import { normalQuantile } from '../../metrics/normalQuantile.ts';
import { widened, type Gain } from './judge.ts';

/** The chance that a whole run offers anything although nothing helps. */
const alpha = 0.05;

/**
 * Bonferroni, in two steps that are both fixed before the rows that prove are looked at: the chance is shared equally by
 * the kinds of repair that are tried, and the share of a kind by those of its repairs that helped on the other half.
 */
export function levelOf(kinds: number, proofs: number): number {
  return 1 - alpha / (kinds * proofs);
}

export const adjustmentText =
  'The interval of each gain is widened (Bonferroni) so that a run offers something by chance in at most 5 % of the cases where nothing helps: these 5 % are shared by the kinds of repair that are tried, and the share of a kind by those of its repairs that helped on the half they were chosen on and go to the proof.';

export interface Proof {
  /** At `level`. */
  gain: Interval;
  pAdjusted: number | null;
  isProved: boolean;
}

/** Proved: the widened interval lies above zero and, where there is a test, it agrees at the same level. */
export function prove({ gain, pValue }: Gain, level: number): Proof {
  const wide = widened(gain, normalQuantile(1 - (1 - level) / 2) / Z95);
  const factor = alpha / (1 - level);
  const pAdjusted = pValue === null ? null : Math.min(1, pValue * factor);
  const isProved = wide.low !== null && wide.low > 0 && (pAdjusted === null || pAdjusted <= alpha);
  return { gain: wide, pAdjusted, isProved };
}

/** The gain in standard errors, to compare candidates by; -Infinity where it cannot be told. */
export function strength({ value, low, high }: Interval): number {
  if (value === null || low === null || high === null) return -Infinity;
  const half = (high - low) / 2;
  return half > 0 ? (Z95 * value) / half : value > 0 ? Infinity : -Infinity;
}

/** On the half they are chosen on, candidates go on to the proof when they gain at least this many standard errors. */
export const worthProving = 1.28;
