import { CALIBRATION_BINS, type CalibrationBins } from '../calibrationBins.ts';
import { effectiveRows } from '../weightedSum.ts';
import { tDifference, undefinedDifference, type Difference } from './tDifference.ts';

const SUMS = 6;
const METHOD = 'influence of every row on both errors, Student t';

/**
 * The difference of two expected calibration errors on the same rows. ECE = Σ |Σ w gap| / Σ w over bins, gap = observed -
 * score, so a row moves it by ± its gap, the sign being that of its bin: sums by pair of bins hold all that is needed.
 * The gaps of bins without error have no sign to speak of, for which the interval is only approximate.
 */
export class CalibrationPairs {
  /** By pair of bins, six sums each: Σ w² times 1, gap a, gap b, gap a², gap b², gap a × gap b. */
  readonly #cells = new Float64Array(CALIBRATION_BINS * CALIBRATION_BINS * SUMS);
  readonly #all = { weight: 0, squares: 0 };

  add(binA: number, gapA: number, binB: number, gapB: number, weight: number): void {
    const at = (binA * CALIBRATION_BINS + binB) * SUMS;
    const square = weight * weight;
    this.#all.weight += weight;
    this.#all.squares += square;
    const terms = [1, gapA, gapB, gapA * gapA, gapB * gapB, gapA * gapB];
    for (let i = 0; i < SUMS; i++) this.#cells[at + i] = (this.#cells[at + i] as number) + square * (terms[i] as number);
  }

  difference(a: CalibrationBins, b: CalibrationBins): Difference {
    const total = this.#all.weight;
    if (!(total > 0)) return undefinedDifference(METHOD);
    const first = signs(a);
    const second = signs(b);
    const value = second.error - first.error;
    let spread = 0;
    for (let i = 0; i < CALIBRATION_BINS; i++) {
      for (let j = 0; j < CALIBRATION_BINS; j++) {
        const at = (i * CALIBRATION_BINS + j) * SUMS;
        const [w2 = 0, g1 = 0, g2 = 0, g11 = 0, g22 = 0, g12 = 0] = this.#cells.subarray(at, at + SUMS);
        const s1 = first.signs[i] as number;
        const s2 = second.signs[j] as number;
        // Σ w² (s2 gap2 - s1 gap1 - value)²
        spread += s2 * s2 * g22 + s1 * s1 * g11 - 2 * s1 * s2 * g12 - 2 * value * (s2 * g2 - s1 * g1) + value * value * w2;
      }
    }
    const n = effectiveRows(this.#all);
    const error = n > 1 ? Math.sqrt((Math.max(0, spread) * n) / (n - 1)) / total : NaN;
    return tDifference(value, error, n - 1, METHOD);
  }
}

function signs(bins: CalibrationBins): { error: number; signs: number[] } {
  let error = 0;
  let total = 0;
  const found = Array.from(bins.weight, (weight, bin) => {
    const gap = (bins.observed[bin] ?? 0) - (bins.score[bin] ?? 0);
    error += Math.abs(gap);
    total += weight;
    // A gap of nought is a sum of roundings.
    return Math.abs(gap) > 1e-12 * weight ? Math.sign(gap) : 0;
  });
  return { error: total > 0 ? error / total : NaN, signs: found };
}
