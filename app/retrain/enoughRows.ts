import { count } from '../base/counts.ts';
import { leastHeldOut, leastTraining, type RetrainPlan, type RetrainRows } from '../api/schemas/retrain.ts';
import { AppError } from '../base/errors.ts';

/** Why these rows are too few; null = they will do. */
export function tooFewRows({ train, heldOut, fresh }: RetrainRows): RetrainPlan['problem'] {
  if (train.rows >= leastTraining && heldOut.rows >= leastHeldOut) return null;
  return {
    message:
      `Of ${count(fresh.rows)} fresh labelled rows ${count(train.rows)} are left to train on and ${count(heldOut.rows)} to judge by: ` +
      `at least ${String(leastTraining)} and ${String(leastHeldOut)} are needed.`,
    hint: 'Take a longer period of fresh rows, another share to hold out, or wait for more labels.',
  };
}

/** @throws DATA_INVALID */
export function requireEnough(rows: RetrainRows): void {
  const problem = tooFewRows(rows);
  if (problem) throw new AppError('DATA_INVALID', problem.message, { hint: problem.hint });
}
