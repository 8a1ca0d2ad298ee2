// The decision threshold of a plan: the one place that turns scores into classes by it, for workbench and server alike.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { AppError } from '../base/errors.ts';

interface PlannedDecision {
  /** Index of the class that is predicted where its score is at least the threshold, and of the other one. */
  positive: number;
  other: number;
  threshold: number;
}

/**
 * Null where the class is what the model says.
 * @throws DATA_MISMATCH for a threshold that the reading has no two classes, no scores or no positive class for
 */
export function plannedDecision(plan: PreparationPlan): PlannedDecision | null {
  const { threshold, reading } = plan;
  if (threshold === undefined) return null;
  const positive = plan.positive === null ? -1 : reading.classes.indexOf(plan.positive);
  if (reading.task === 'binary' && reading.classes.length === 2 && reading.scores && positive >= 0) {
    return { positive, other: 1 - positive, threshold };
  }
  throw new AppError('DATA_MISMATCH', 'The plan has a decision threshold, but no score of a positive class to compare with it.', {
    hint: 'A threshold needs two classes, one of them the positive one, and their scores.',
  });
}

/** Class index of each row, of rows x 2 scores: positive where score >= threshold; -1 where a score is not a number. */
export function decide({ positive, other, threshold }: PlannedDecision, scores: Float64Array, rowCount: number): Int32Array {
  const classIndex = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const score = scores[2 * row + positive] as number;
    classIndex[row] = score >= threshold ? positive : score < threshold ? other : -1;
  }
  return classIndex;
}

export type StatedParameters = Record<string, string | number>;

/** What the open protocol says beside the outputs of how answers come about; null where they are as the model gives them. */
export function statedParameters(plan: PreparationPlan): { parameters: StatedParameters } | null {
  const decision = plannedDecision(plan);
  const { calibration, abstain } = plan;
  if (!decision && !calibration && !abstain) return null;
  return {
    parameters: {
      ...(decision && { positive_class: plan.reading.classes[decision.positive] ?? '', threshold: decision.threshold }),
      ...(calibration && { calibration: calibration.kind }),
      ...(abstain && {
        abstain: abstain.kind,
        ...(abstain.kind === 'confidence'
          ? { least_score: abstain.least }
          : { level: abstain.level, quantile: abstain.quantile }),
      }),
    },
  };
}
