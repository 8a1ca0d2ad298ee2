import type { Interval } from '../api/schemas/common.ts';
import { CALIBRATION_BINS, type CalibrationBins } from './calibrationBins.ts';
import { intervalOf, undefinedInterval, unitRange, Z95 } from './interval.ts';
import { normalCdf, normalDensity } from './normal.ts';
import { effectiveRows } from './weightedSum.ts';

/** A bin: its share of all rows, the mean of (observed - score), and the variance of that mean. */
interface Gap {
  share: number;
  gap: number;
  /** As seen. */
  variance: number;
  /** If the scores were right. */
  varianceIfRight: number;
}

/**
 * Expected calibration error over ten equal-width bins: Σ share of rows × |mean score - observed share|
 * (Naeini et al. 2015). Chance alone makes it positive, so its interval holds the errors under which the one seen is
 * not a surprise: the gaps of all bins are scaled together, each bin's noise is taken as normal, mean and spread of
 * the sum of absolute values follow in closed form (folded normal), and the two scales at which the value seen lies
 * 1.96 deviations off are its bounds. So 0 is in the interval when chance explains what was seen.
 */
export function ece(bins: CalibrationBins): Interval {
  const gaps = gapsOf(bins);
  if (gaps.length === 0) return undefinedInterval;
  const value = gaps.reduce((sum, { share, gap }) => sum + share * Math.abs(gap), 0);
  if (value === 0 || gaps.every(({ variance, varianceIfRight }) => variance + varianceIfRight === 0))
    return intervalOf(value, value, value, unitRange);
  // How many deviations above (or below) the value seen lies, were the true gaps `scale` times those seen.
  const surprise = (scale: number): number => {
    let mean = 0;
    let variance = 0;
    const seen = Math.min(1, scale);
    for (const { share, gap, ...noise } of gaps) {
      const error = Math.sqrt((1 - seen) * noise.varianceIfRight + seen * noise.variance);
      const folded = error > 0 ? foldedMean(scale * gap, error) : Math.abs(scale * gap);
      mean += share * folded;
      variance += share * share * Math.max(0, (scale * gap) ** 2 + error * error - folded * folded);
    }
    return (value - mean) / Math.sqrt(variance);
  };
  const low = value * scaleWhere(surprise, Z95, 1);
  const high = value * scaleWhere(surprise, -Z95, 1 / value);
  return intervalOf(value, low, high, unitRange);
}

function gapsOf(bins: CalibrationBins): Gap[] {
  const total = bins.weight.reduce((sum, weight) => sum + weight, 0);
  const gaps: Gap[] = [];
  for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
    const weight = bins.weight[bin] ?? 0;
    if (weight === 0) continue;
    const gap = ((bins.observed[bin] ?? 0) - (bins.score[bin] ?? 0)) / weight;
    const rows = effectiveRows({ weight, squares: bins.squares[bin] ?? 0 });
    const score = (bins.score[bin] ?? 0) / weight;
    const right = Math.max(0, score * (1 - score));
    // The variance seen is drawn a little towards that of right scores, so that small bins keep some.
    const seen = (rows * Math.max(0, (bins.gapSquares[bin] ?? 0) / weight - gap * gap) + 2 * right) / (rows + 2);
    gaps.push({ share: weight / total, gap, variance: seen / rows, varianceIfRight: right / rows });
  }
  return gaps;
}

/** The scale in [0, most] at which the falling function `surprise` passes `level` (Illinois method); the nearer end if it does not. */
function scaleWhere(surprise: (scale: number) => number, level: number, most: number): number {
  let low = 0;
  let high = most;
  let above = surprise(low) - level;
  let below = surprise(high) - level;
  if (above <= 0) return low;
  if (below >= 0) return high;
  let scale = low;
  let side = 0;
  for (let step = 0; step < 100 && high - low > 1e-12 * most; step++) {
    scale = Number.isFinite(above - below) ? low + ((high - low) * above) / (above - below) : (low + high) / 2;
    const off = surprise(scale) - level;
    if (Math.abs(off) < 1e-11) break;
    if (off > 0) {
      low = scale;
      above = off;
      if (side === 1) below /= 2;
      side = 1;
    } else {
      high = scale;
      below = off;
      if (side === -1) above /= 2;
      side = -1;
    }
  }
  return scale;
}

/** Mean of |X| for X normal. */
function foldedMean(mean: number, deviation: number): number {
  const ratio = mean / deviation;
  return 2 * deviation * normalDensity(ratio) + mean * (1 - 2 * normalCdf(-ratio));
}
