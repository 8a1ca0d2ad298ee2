// Several requests as one batch, and its answer as theirs: what a server does that runs waiting requests together.
import type { Column, ColumnBatch } from '../base/columns.ts';
import type { PredictionBatch } from './predictions.ts';
import type { PreparedBatch } from './preparer.ts';
import { concatRows, sliceRows, type TensorData } from './tensors.ts';

/** One column of all batches, which were made for the same plan: of one kind everywhere. */
function mergeColumns(columns: readonly Column[], counts: readonly number[], rowCount: number): Column {
  if (columns.every((column) => column.kind === 'text')) {
    const codes = new Int32Array(rowCount);
    const dictionary: string[] = [];
    let at = 0;
    for (const column of columns) {
      const base = dictionary.length;
      for (const code of column.codes) codes[at++] = code < 0 ? -1 : code + base;
      for (const text of column.dictionary) dictionary.push(text);
    }
    return { kind: 'text', codes, dictionary };
  }
  if (columns.every((column) => column.kind === 'number')) {
    const values = new Float64Array(rowCount);
    const valid = new Uint8Array(rowCount).fill(1);
    let at = 0;
    columns.forEach((column, index) => {
      values.set(column.values, at);
      if (column.valid) valid.set(column.valid, at);
      at += counts[index] as number;
    });
    return { kind: 'number', values, valid };
  }
  throw new TypeError('Columns of different kinds cannot be put together.');
}

/** Rows of all batches, one after the other. They name the same columns, of the same kinds: those of one plan. */
export function mergeColumnBatches(batches: readonly ColumnBatch[]): ColumnBatch {
  const [first] = batches;
  if (!first) throw new RangeError('There is nothing to put together.');
  if (batches.length === 1) return first;
  const counts = batches.map((batch) => batch.rowCount);
  const rowCount = counts.reduce((sum, count) => sum + count, 0);
  const columns = Object.keys(first.columns).map((name): [string, Column] => [
    name,
    mergeColumns(
      batches.map((batch) => batch.columns[name] as Column),
      counts,
      rowCount,
    ),
  ]);
  return { firstRow: 0, rowCount, columns: Object.fromEntries(columns) };
}

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
