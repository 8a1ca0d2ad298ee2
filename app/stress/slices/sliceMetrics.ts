import type { Metrics } from '../../api/schemas/runs.ts';
import { evaluateClassificationRows, evaluateRegressionRows } from '../../metrics/evaluateRows.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import type { StressTable } from '../stressTable.ts';

/** Every metric of some rows of the table, with intervals. */
export function sliceMetrics(
  { task, classes, positive, actual, weight, unknownLabels }: StressTable,
  { classIndex, values, scores }: PredictionBatch,
  rows: Int32Array,
): Metrics {
  const rowCount = rows.length;
  const weights = weight && Float64Array.from(rows, (row) => weight[row] as number);
  if (task === 'regression' || !classIndex) {
    return evaluateRegressionRows({
      rowCount,
      actual: Float64Array.from(rows, (row) => actual?.[row] ?? NaN),
      predicted: Float64Array.from(rows, (row) => values?.[row] ?? NaN),
      weight: weights,
    }).metrics;
  }
  let ofRows: Float64Array | null = null;
  if (scores) {
    ofRows = new Float64Array(rowCount * classes.length);
    for (let i = 0; i < rowCount; i++) {
      const at = (rows[i] as number) * classes.length;
      ofRows.set(scores.subarray(at, at + classes.length), i * classes.length);
    }
  }
  const about = {
    rowCount,
    actual: Int32Array.from(rows, (row) => actual?.[row] ?? -1),
    predicted: Int32Array.from(rows, (row) => classIndex[row] as number),
    scores: ofRows,
    weight: weights,
  };
  return evaluateClassificationRows(about, { classes, positive, unknownLabels }).metrics;
}
