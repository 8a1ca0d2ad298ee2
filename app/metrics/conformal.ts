import type { Interval } from '../api/schemas/common.ts';
import { wilson } from './wilson.ts';

/**
 * The quantile of split-conformal prediction with the score 1 - p of the true class: of n such scores the
 * ceil((n + 1) level)-th smallest (Vovk et al. 2005; Angelopoulos and Bates, "A gentle introduction to conformal
 * prediction", 2021). The set of classes with 1 - p <= quantile then holds the true class of a new row with a chance of at
 * least `level`. 1 where there are too few rows: every class is in the set.
 * @param trueScores probability of the true class of each row
 */
export function conformalQuantile(trueScores: Float64Array, level: number): number {
  const misfit = trueScores.map((p) => 1 - p).sort();
  // Rounding must not ask for one more: (n + 1) level may be whole.
  const place = Math.ceil((misfit.length + 1) * level - 1e-9);
  return place > misfit.length ? 1 : Math.min(1, Math.max(0, misfit[Math.max(0, place - 1)] as number));
}

/** How often the sets hold the true class, and how many classes they hold. @param scores rows x classCount */
export function setCoverage(
  scores: Float64Array,
  actual: Int32Array,
  about: { classCount: number; inSet: (score: number) => boolean },
): { coverage: Interval; meanSize: number } {
  let held = 0;
  let size = 0;
  for (let row = 0; row < actual.length; row++) {
    for (let k = 0; k < about.classCount; k++) {
      if (!about.inSet(scores[row * about.classCount + k] as number)) continue;
      size++;
      if (k === actual[row]) held++;
    }
  }
  return { coverage: wilson(held / actual.length, actual.length), meanSize: size / Math.max(1, actual.length) };
}
