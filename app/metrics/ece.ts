import type { Interval } from '../api/schemas/common.ts';
import { CALIBRATION_BINS, type CalibrationBins } from './calibrationBins.ts';
import { intervalOf, undefinedInterval, unitRange, Z95 } from './interval.ts';
import { normalCdf, normalDensity } from './normal.ts';
import { effectiveRows } from './weightedSum.ts';

/**
 * Expected calibration error over ten equal-width bins: Σ share of rows × |mean score - observed share|
 * (Naeini et al. 2015). Chance alone makes it positive, so the interval corrects for that: each bin's gap is taken
 * as normal around what was seen, the mean and the spread that such gaps give to the sum of absolute values follow
 * in closed form (folded normal), and the distance of that mean from the value is taken off (a basic bootstrap
 * without the drawing). The upper bound is never below the value itself.
 */
export function ece(bins: CalibrationBins): Interval {
  let total = 0;
  for (const weight of bins.weight) total += weight;
  if (!(total > 0)) return undefinedInterval;
  let value = 0;
  let mean = 0;
  let variance = 0;
  for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
    const weight = bins.weight[bin] ?? 0;
    if (weight === 0) continue;
    const share = weight / total;
    const gap = ((bins.observed[bin] ?? 0) - (bins.score[bin] ?? 0)) / weight;
    value += share * Math.abs(gap);
    const rows = effectiveRows({ weight, squares: bins.squares[bin] ?? 0 });
    const scatter = gapVariance(bins, bin, gap, rows);
    const error = Math.sqrt(scatter / rows);
    const folded = error > 0 ? foldedMean(gap, error) : Math.abs(gap);
    mean += share * folded;
    variance += share * share * Math.max(0, gap * gap + error * error - folded * folded);
  }
  const centre = 2 * value - mean;
  const half = Z95 * Math.sqrt(variance);
  return intervalOf(value, centre - half, centre + half, unitRange);
}

/** Variance of (observed - score) in a bin, drawn a little towards that of a coin so that tiny bins keep some. */
function gapVariance(bins: CalibrationBins, bin: number, gap: number, rows: number): number {
  const seen = Math.max(0, (bins.gapSquares[bin] ?? 0) / (bins.weight[bin] ?? 1) - gap * gap);
  const score = (bins.score[bin] ?? 0) / (bins.weight[bin] ?? 1);
  const expected = Math.max(0, score * (1 - score));
  return (rows * seen + 2 * expected) / (rows + 2);
}

/** Mean of |X| for X normal. */
function foldedMean(mean: number, deviation: number): number {
  const ratio = mean / deviation;
  return 2 * deviation * normalDensity(ratio) + mean * (1 - 2 * normalCdf(-ratio));
}
