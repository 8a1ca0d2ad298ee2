import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { neededOutputs } from '../prepare/predictions.ts';
import type { PreparedBatch } from '../prepare/preparer.ts';
import { concatRows, resizeRows, sliceRows, type TensorData } from '../prepare/tensors.ts';
import type { Session } from './runtime.ts';

type Tensors = Record<string, TensorData>;

function each(tensors: Tensors, change: (tensor: TensorData) => TensorData): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}

/**
 * Runs a prepared batch and gives the outputs that the plan reads, or those named, `batch.rowCount` rows each. A model with
 * a fixed batch is fed exactly so many rows at a time; the last portion is filled with copies of its last row and cut
 * afterwards.
 */
export async function runPrepared(
  session: Session,
  plan: PreparationPlan,
  batch: PreparedBatch,
  outputs = neededOutputs(plan),
): Promise<Tensors> {
  const { fixedBatch } = plan;
  const { rowCount, tensors } = batch;
  if (fixedBatch === null || rowCount === fixedBatch) return session.run(tensors, outputs);
  if (rowCount === 0) {
    const empty: TensorData = { type: 'float32', dims: [0], data: new Float32Array(0) };
    return Object.fromEntries(outputs.map((name) => [name, empty]));
  }
  const parts: Tensors[] = [];
  for (let from = 0; from < rowCount; from += fixedBatch) {
    const to = Math.min(rowCount, from + fixedBatch);
    const portion = each(tensors, (tensor) => resizeRows(sliceRows(tensor, from, to), fixedBatch));
    const result = await session.run(portion, outputs);
    parts.push(to - from === fixedBatch ? result : each(result, (tensor) => sliceRows(tensor, 0, to - from)));
  }
  return Object.fromEntries(outputs.map((name) => [name, concatRows(parts.map((part) => part[name] as TensorData))]));
}
