import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { readOutputs } from '../prepare/predictions.ts';
import type { PreparedBatch } from '../prepare/preparer.ts';
import { sliceRows, type TensorData } from '../prepare/tensors.ts';
import { runPrepared } from './runPrepared.ts';
import type { Session } from './runtime.ts';

export interface BatchInvariance {
  ok: boolean;
  /** Rows compared alone and in the batch. */
  rows: number;
  /** The largest difference between a row alone and the same row in the batch, in scores or values. */
  maxDifference: number;
  /** 0-based rows within the batch whose prediction differs, at most ten. */
  differing: number[];
}

/**
 * Whether a row gets the same prediction alone as in a batch. It does not for models that mix rows (a batch
 * normalisation left in training mode, a sum over the first dimension): their figures depend on the batch size.
 * Compares up to `rows` rows of the batch, spread evenly; `tolerance` is absolute for scores, relative for values.
 */
export async function checkBatchInvariance(
  session: Session,
  plan: PreparationPlan,
  batch: PreparedBatch,
  options: { rows?: number; tolerance?: number } = {},
): Promise<BatchInvariance> {
  const { rows = 16, tolerance = 1e-4 } = options;
  const together = readOutputs(plan, await runPrepared(session, plan, batch), batch.rowCount);
  const count = Math.min(rows, batch.rowCount);
  const classCount = Math.max(1, plan.reading.classes.length);
  const differing: number[] = [];
  let maxDifference = 0;
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * batch.rowCount) / count);
    const tensors: Record<string, TensorData> = Object.fromEntries(
      Object.entries(batch.tensors).map(([name, tensor]) => [name, sliceRows(tensor, row, row + 1)]),
    );
    const single: PreparedBatch = { firstRow: row, rowCount: 1, tensors, rejected: null };
    const alone = readOutputs(plan, await runPrepared(session, plan, single), 1);
    let difference = 0;
    let scale = 1;
    if (alone.scores && together.scores) {
      for (let k = 0; k < classCount; k++) {
        difference = Math.max(difference, distance(alone.scores[k] as number, together.scores[row * classCount + k] as number));
      }
    } else if (alone.values && together.values) {
      difference = distance(alone.values[0] as number, together.values[row] as number);
      scale = Math.max(1, Math.abs(alone.values[0] as number));
    } else if (alone.classIndex?.[0] !== together.classIndex?.[row]) {
      difference = 1;
    }
    maxDifference = Math.max(maxDifference, difference);
    if (difference > tolerance * scale && differing.length < 10) differing.push(row);
  }
  return { ok: differing.length === 0, rows: count, maxDifference, differing };
}

function distance(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return a === b ? 0 : Math.abs(a - b);
}
