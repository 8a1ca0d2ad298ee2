import { Random } from '../../../base/random.ts';
import { chiSquarePValue } from '../shares/chiSquarePValue.ts';
import { chiSquareGroups } from './chiSquareGroups.ts';
import { multivariateHypergeometric } from './hypergeometric.ts';

/** As many permuted distances at or above the one observed end the drawing: the h of Besag and Clifford. */
const ENOUGH_ABOVE = 20;

/** Draws a band is read from at least. */
const BAND_DRAWS = 200;

/** Then the smallest p-value is 1 / 2000, enough for one drifted column among a hundred at 0.05 after Benjamini and Hochberg. */
const MOST_DRAWS = 1999;

const BAND_LEVEL = 0.95;

/** Where the chi-squared test is surer than this, and no draw for the band comes near, no permutation ever would. */
const SURE = 1e-8;

/** What is then stated: a hundred times more than the chi-squared test says, whose tail is an approximation. */
const SURE_P_VALUE = 1e-6;

/** The rows of either sample in the same cells. */
export interface CellCounts {
  reference: Float64Array;
  current: Float64Array;
}

/** What the distance of two samples of these sizes is when nothing has changed. */
export interface NullDistance {
  /** How likely so large a distance is without a change. */
  pValue: number;
  /** true = the p-value is below what is stated. */
  isBound: boolean;
  /** 95 of 100 distances without a change are at or below it: the no-drift band at these sizes. */
  band: number;
  /** Permutations drawn. */
  draws: number;
}

/**
 * The permutation test of a distance over cells, at the actual sizes: permuting rows between the samples and counting cells is
 * drawing the current sample's counts from the pooled ones (multivariate hypergeometric), at a cost that does not depend on the
 * number of rows. Drawing stops once 20 permuted distances have reached the one observed, at the l-th draw: p = 20 / l; else
 * p = (reached + 1) / (draws + 1) (J. Besag and P. Clifford, "Sequential Monte Carlo p-values", Biometrika 78, 1991): exact in
 * level, and few draws where nothing has changed. Where the chi-squared test of the same table is below 1e-8 and none of the 200
 * draws for the band reaches the distance, p is only said to be below one in a million.
 * @param distance of the current counts from what the pooled ones leave for the reference; drawn counts come in one reused array
 */
export function permute(cells: CellCounts, distance: (current: Float64Array) => number, seed: number): NullDistance {
  const pooled = cells.reference.map((count, i) => count + (cells.current[i] as number));
  const drawn = cells.current.reduce((sum, count) => sum + count, 0);
  // The same distance summed of other numbers may differ by rounding.
  const observed = distance(cells.current) * (1 - 1e-12);
  const random = new Random(seed);
  const { statistic, degrees } = chiSquareGroups(cells.reference, cells.current);
  const isCertain = chiSquarePValue(statistic, degrees) < SURE;
  const found = new Float64Array(pooled.length);
  const distances = new Float64Array(MOST_DRAWS);
  let above = 0;
  let draws = 0;
  let pValue: number | null = null;
  while (draws < BAND_DRAWS || (pValue === null && draws < MOST_DRAWS)) {
    multivariateHypergeometric(random, pooled, drawn, found);
    const permuted = distance(found);
    distances[draws++] = permuted;
    if (permuted >= observed) above++;
    if (above === ENOUGH_ABOVE) pValue ??= ENOUGH_ABOVE / draws;
    if (draws === BAND_DRAWS && above === 0 && isCertain) pValue = SURE_P_VALUE;
  }
  const sorted = distances.subarray(0, draws).sort();
  const band = sorted[Math.ceil(BAND_LEVEL * draws) - 1] as number;
  return { pValue: pValue ?? (above + 1) / (draws + 1), isBound: pValue === SURE_P_VALUE, band, draws };
}
