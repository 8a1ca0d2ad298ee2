import { upperGamma } from '../../../metrics/incompleteGamma.ts';

/** P(χ² >= statistic). Without degrees of freedom nothing can differ: 1. */
export function chiSquarePValue(statistic: number, degrees: number): number {
  return degrees > 0 || Number.isNaN(statistic) ? upperGamma(degrees / 2, statistic / 2) : 1;
}
