import { balanceClasses, balanceSizes } from './balanceCounts.ts';
import { cramersV } from './cramersV.ts';
import { mergeRare } from './mergeRare.ts';
import { roundHalfEven } from '../../../base/roundHalfEven.ts';

export interface BalancedCramersVOptions {
  /** Categories with less than this share of the reference are taken together. Not when classes are balanced. */
  minimumShare?: number;
  /** Whether every category counts alike, however rare: for classes of very different frequency. */
  classes?: boolean;
}

/**
 * Deepchecks' Cramér's V: the larger sample is scaled down to the size of the smaller, counts are rounded, and χ² of two
 * categories has Yates' correction. Unlike plain V it does not fall when one sample is much larger.
 */
export function balancedCramersV(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  { minimumShare = 0, classes = false }: BalancedCramersVOptions = {},
): number {
  const given = { reference: Float64Array.from(reference), current: Float64Array.from(current) };
  const merged = classes ? given : mergeRare(given.reference, given.current, minimumShare);
  if (merged.reference.length < 2) return 0;
  const pair = (classes ? balanceClasses : balanceSizes)(merged.reference, merged.current);
  return cramersV(pair.reference.map(roundHalfEven), pair.current.map(roundHalfEven), true);
}
