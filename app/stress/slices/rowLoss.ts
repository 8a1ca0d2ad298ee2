import type { SliceLoss } from '../../api/schemas/slices.ts';
import { AppError } from '../../base/errors.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import type { StressTable } from '../stressTable.ts';

export function usualLoss(task: StressTable['task']): SliceLoss {
  return task === 'regression' ? 'absoluteError' : 'error';
}

/**
 * The loss of each row, NaN without a label or a prediction. error: 1 where the prediction is not the label, 0 else. logLoss:
 * -ln of the score of the true class, clipped as the metric is; rows with a label the model does not know have none.
 * @throws INVALID_INPUT for a loss that the task or the model does not have
 */
export function rowLoss(
  loss: SliceLoss,
  { actual, classes, rowCount }: Pick<StressTable, 'actual' | 'classes' | 'rowCount'>,
  { classIndex, values, scores }: PredictionBatch,
): Float64Array {
  const found = new Float64Array(rowCount).fill(NaN);
  if (!actual) return found;
  if (loss === 'error' && classIndex) {
    for (let row = 0; row < rowCount; row++) {
      const label = actual[row] as number;
      const guess = classIndex[row] as number;
      if (label !== -1 && guess >= 0) found[row] = label === guess ? 0 : 1;
    }
    return found;
  }
  if (loss === 'logLoss' && scores) {
    for (let row = 0; row < rowCount; row++) {
      const label = actual[row] as number;
      if (label < 0) continue;
      const score = scores[row * classes.length + label] as number;
      found[row] = -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, score)));
    }
    return found;
  }
  if ((loss === 'absoluteError' || loss === 'squaredError') && values) {
    for (let row = 0; row < rowCount; row++) {
      const error = Math.abs((values[row] as number) - (actual[row] as number));
      if (Number.isFinite(error)) found[row] = loss === 'absoluteError' ? error : error * error;
    }
    return found;
  }
  throw new AppError('INVALID_INPUT', `The loss "${loss}" cannot be told from the answers of this model.`, {
    hint: values
      ? 'Take absoluteError or squaredError.'
      : scores
        ? 'Take error or logLoss.'
        : 'Take error: the model gives no scores.',
  });
}
