// Which answers are marked as unsure. The class stays what it is: who reads the mark decides what to do with it.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { Abstain } from '../api/schemas/repairs.ts';
import { AppError } from '../base/errors.ts';

/** Whether a class is in the conformal set. Rounding must not drop the class whose score made the limit. */
export function inSet(score: number, quantile: number): boolean {
  return score >= 1 - quantile - 1e-12;
}

/** One row of `classCount` scores, from `at` on. A row without a prediction is not marked: it has no answer at all. */
function isUnsure(abstain: Abstain, scores: Float64Array, at: number, classCount: number, predicted: number): boolean {
  if (predicted < 0) return false;
  if (abstain.kind === 'confidence') return (scores[at + predicted] as number) < abstain.least;
  let others = 0;
  for (let k = 0; k < classCount; k++) if (k !== predicted && inSet(scores[at + k] as number, abstain.quantile)) others++;
  return others > 0 || !inSet(scores[at + predicted] as number, abstain.quantile);
}

/** One byte a row: 1 = marked. @param scores rows x classCount, calibrated */
export function abstains(abstain: Abstain, scores: Float64Array, classIndex: Int32Array, classCount: number): Uint8Array {
  const marks = new Uint8Array(classIndex.length);
  for (let row = 0; row < marks.length; row++) {
    if (isUnsure(abstain, scores, row * classCount, classCount, classIndex[row] as number)) marks[row] = 1;
  }
  return marks;
}

/** The classes of the conformal set of a row, in the order of the model. */
export function possibleClasses({ abstain, reading }: PreparationPlan, scores: Float64Array, row: number): string[] {
  const { classes } = reading;
  if (abstain?.kind !== 'conformal') return [];
  return classes.filter((_, k) => inSet(scores[row * classes.length + k] as number, abstain.quantile));
}

/** @throws DATA_MISMATCH where there are no scores to tell by */
export function checkAbstain({ abstain, reading }: Pick<PreparationPlan, 'abstain' | 'reading'>): void {
  if (!abstain || (reading.task !== 'regression' && reading.scores)) return;
  throw new AppError('DATA_MISMATCH', 'Unsure answers are to be marked, but the model gives no scores to tell them by.', {
    hint: 'Take the gate out of the mapping ("abstain").',
  });
}
