import { alongLine } from './alongLine.ts';
import type { IsotonicLine } from './fitIsotonic.ts';

/**
 * The probability that the predicted class is the true one, its scores being as right as in the validation: the mean of it over
 * rows is the accuracy that confidence-based performance estimation expects of them (NannyML, "How it works:
 * confidence-based performance estimation"; several classes scaled to sum to 1, as its _calibrate_predicted_probabilities).
 *
 * @param lines two classes: one, of class `positive`; more: one a class. null = the score itself
 * @returns NaN where a score is not a number
 */
export function expectedCorrect(
  { lines, positive }: { lines: readonly (IsotonicLine | null)[]; positive: number },
  scoreOf: (classIndex: number) => number,
  predicted: number,
): number {
  const calibrated = (line: IsotonicLine | null | undefined, score: number): number =>
    line && score === score ? alongLine(line, score) : score;
  if (lines.length === 1) {
    const p = calibrated(lines[0], scoreOf(positive));
    return predicted === positive ? p : 1 - p;
  }
  let sum = 0;
  let own = 0;
  lines.forEach((line, k) => {
    const p = calibrated(line, scoreOf(k));
    sum += p;
    if (k === predicted) own = p;
  });
  return sum > 0 ? own / sum : sum === 0 ? 1 / lines.length : NaN;
}
