// A row that the model itself refuses, an index beyond its table for instance: the client is told which, and not how to map columns.
import type { PreparationPlan } from '../../app/api/schemas/mapping.ts';
import { AppError, isAppError } from '../../app/base/errors.ts';
import { runPrepared } from '../../app/inference/runPrepared.ts';
import type { Session } from '../../app/inference/runtime.ts';
import { isUnknownFault } from '../../app/inference/runtimeErrors.ts';
import type { PreparedBatch } from '../../app/prepare/preparer.ts';
import { sliceRows } from '../../app/prepare/tensors.ts';

function rowsOf({ tensors }: PreparedBatch, from: number, to: number): PreparedBatch {
  const cut = Object.entries(tensors).map(([name, tensor]) => [name, sliceRows(tensor, from, to)] as const);
  return { firstRow: from, rowCount: to - from, tensors: Object.fromEntries(cut), rejected: null };
}

async function faultOf(session: Session, plan: PreparationPlan, batch: PreparedBatch): Promise<AppError | null> {
  try {
    await runPrepared(session, plan, batch);
    return null;
  } catch (error) {
    return isAppError(error) ? error : null;
  }
}

/**
 * What to answer where the runtime failed on a batch. The first row that it fails on by itself is found by halving, at the cost
 * of running the rows once more; where it fails on them together alone, no row is named. Any other error is given back.
 */
export async function modelRefusal(
  error: unknown,
  session: Session,
  plan: PreparationPlan,
  batch: PreparedBatch,
): Promise<unknown> {
  if (!isAppError(error) || error.code !== 'DATA_MISMATCH' || !isUnknownFault(error)) return error;
  let [from, to] = [0, batch.rowCount];
  let fault: AppError | null = error;
  while (fault && to - from > 1) {
    const middle = (from + to) >> 1;
    const first = await faultOf(session, plan, rowsOf(batch, from, middle));
    if (first) to = middle;
    else from = middle;
    fault = first ?? (await faultOf(session, plan, rowsOf(batch, middle, to)));
  }
  const what = fault ? `row ${from + 1}` : 'these rows together';
  const why = (fault ?? error).message.replace(/^onnxruntime could not run the model: (?:.*Status Message: )?/, '');
  return new AppError('DATA_MISMATCH', `The model fails on ${what}: ${why}`, {
    hint: 'Send values such as the model was validated with (model/schema.json of its bundle has their ranges), or leave the row out.',
    ...(fault && { where: { row: from + 1 } }),
    cause: error,
  });
}
