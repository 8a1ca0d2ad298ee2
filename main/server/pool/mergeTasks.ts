import { mergePreparedBatches, slicedOutputs, slicedPredictions, slicedRejections } from '../../../app/prepare/mergeBatches.ts';
import { mergePackedRows } from '../../../app/prepare/packedRows.ts';
import type { InferenceResult, InferenceTask } from '../inferenceProtocol.ts';

/** Named rows go with named rows, tensors with tensors whose outputs are wanted in the same forms. */
export function canGoTogether(first: InferenceTask, second: InferenceTask): boolean {
  if (first.kind === 'rows') return second.kind === 'rows';
  return second.kind === 'tensors' && first.read === second.read;
}

/**
 * One task of several that can go together.
 * @throws RangeError where there are none
 */
export function mergedTask(tasks: readonly InferenceTask[]): InferenceTask {
  const [first] = tasks;
  if (!first) throw new RangeError('There is nothing to put together.');
  if (first.kind === 'rows') {
    return { kind: 'rows', batch: mergePackedRows(tasks.flatMap((task) => (task.kind === 'rows' ? [task.batch] : []))) };
  }
  const batches = tasks.flatMap((task) => (task.kind === 'tensors' ? [task.batch] : []));
  return { kind: 'tensors', batch: mergePreparedBatches(batches), read: first.read };
}

/**
 * The answer to a merged task as the answers to its parts, which have so many rows each.
 * @throws RangeError where an output does not tell its rows apart
 */
export function splitResult(result: InferenceResult, counts: readonly number[]): InferenceResult[] {
  if (counts.length === 1) return [result];
  const rowCount = counts.reduce((sum, count) => sum + count, 0);
  let to = 0;
  return counts.map((count) => {
    const from = to;
    to += count;
    return {
      rejected: slicedRejections(result.rejected, from, to),
      ...(result.predictions && { predictions: slicedPredictions(result.predictions, from, to) }),
      ...(result.outputs && { outputs: slicedOutputs(result.outputs, rowCount, [from, to]) }),
    };
  });
}
