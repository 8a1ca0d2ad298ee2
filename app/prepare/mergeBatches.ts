// Several requests as one batch, and its answer as theirs: what a server does that runs waiting requests together.
import type { PredictionBatch } from './predictions.ts';
import type { PreparedBatch } from './preparer.ts';
import { concatRows, sliceRows, type TensorData } from './tensors.ts';

/** Rows of all batches, one after the other; all for the same plan. */
export function mergePreparedBatches(batches: readonly PreparedBatch[]): PreparedBatch {
  const [first] = batches;
  if (!first) throw new RangeError('There is nothing to put together.');
  if (batches.length === 1) return first;
  const rowCount = batches.reduce((sum, batch) => sum + batch.rowCount, 0);
  const tensors = Object.keys(first.tensors).map((name): [string, TensorData] => [
    name,
    concatRows(batches.map((batch) => batch.tensors[name] as TensorData)),
  ]);
  let rejected: Uint8Array | null = null;
  let at = 0;
  for (const batch of batches) {
    if (batch.rejected) {
      rejected ??= new Uint8Array(rowCount);
      rejected.set(batch.rejected, at);
    }
    at += batch.rowCount;
  }
  return { firstRow: 0, rowCount, tensors: Object.fromEntries(tensors), rejected };
}

/** Rows [from, to) of what was rejected; null where none of them was. */
export function slicedRejections(rejected: Uint8Array | null, from: number, to: number): Uint8Array | null {
  const part = rejected?.slice(from, to);
  return part?.some((reason) => reason !== 0) ? part : null;
}

/** Rows [from, to) of predictions. Copies. */
export function slicedPredictions(all: PredictionBatch, from: number, to: number): PredictionBatch {
  const { classIndex, values, scores, abstained, rowCount } = all;
  const width = scores && rowCount > 0 ? scores.length / rowCount : 0;
  return {
    rowCount: to - from,
    classIndex: classIndex && classIndex.slice(from, to),
    values: values && values.slice(from, to),
    scores: scores && scores.slice(from * width, to * width),
    ...(abstained && { abstained: abstained.slice(from, to) }),
  };
}

/**
 * Rows [from, to) of every output, each of which has `rowCount` rows.
 * @throws RangeError where one has not: its rows cannot be told apart then
 */
export function slicedOutputs(
  outputs: Record<string, TensorData>,
  rowCount: number,
  [from, to]: readonly [number, number],
): Record<string, TensorData> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => {
      if (tensor.dims[0] !== rowCount) throw new RangeError(`The output "${name}" has no row for each row of the batch.`);
      return [name, sliceRows(tensor, from, to)];
    }),
  );
}
