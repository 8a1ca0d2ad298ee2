import type { IsotonicLine } from '../../../metrics/calibration/fitIsotonic.ts';
import { alongLine } from '../../../metrics/calibration/alongLine.ts';

/**
 * Probabilities of every class, one array each: scores along their lines. Two classes: class 1, and what is left of 1. More: scaled to
 * sum to 1 a row, equal where all are 0 (NannyML's _calibrate_predicted_probabilities).
 *
 * @param lines one an array of scores, null = the scores themselves
 */
export function calibratedProbabilities(
  scores: readonly Float64Array[],
  lines: readonly (IsotonicLine | null)[],
): Float64Array[] {
  const along = scores.map((one, k) => {
    const line = lines[k];
    return line ? one.map((score) => alongLine(line, score)) : one.slice();
  });
  const [first] = along;
  if (along.length === 1 && first) return [first.map((p) => 1 - p), first];
  const rows = first?.length ?? 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (const one of along) sum += one[row] as number;
    for (const one of along) one[row] = sum > 0 ? (one[row] as number) / sum : 1 / along.length;
  }
  return along;
}
