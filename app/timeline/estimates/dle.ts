import type { Interval } from '../../api/schemas/common.ts';
import { intervalOf, positiveRange, undefinedInterval } from '../../metrics/interval.ts';
import type { Boosting, BoostingSettings } from './boosting/boosting.ts';
import { fitBoosting } from './boosting/fitBoosting.ts';
import { predictBoosting } from './boosting/predictBoosting.ts';

/** Bounds are this many sampling errors off (NannyML's SAMPLING_ERROR_RANGE). */
const ERRORS = 3;

/** The losses of a row whose means are estimated. `logarithmic`: of targets and predictions above -1 alone. */
type RowLoss = 'absolute' | 'squared' | 'logarithmic';

const losses: Record<RowLoss, (actual: number, predicted: number) => number> = {
  absolute: (actual, predicted) => Math.abs(actual - predicted),
  squared: (actual, predicted) => (actual - predicted) ** 2,
  logarithmic: (actual, predicted) => (Math.log1p(actual) - Math.log1p(predicted)) ** 2,
};

interface LossModel {
  trees: Boosting;
  /** Of the rows of the reference. */
  mean: number;
  deviation: number;
}

/** Plain data. A loss that not every row of the reference defines is null. */
export type DleModel = Record<RowLoss, LossModel | null>;

export interface DleEstimate {
  mae: Interval;
  rmse: Interval;
  /** Root of the mean squared error of log(1 + x). */
  rmsle: Interval;
}

/**
 * Direct loss estimation (NannyML 0.13, performance_estimation/direct_loss_estimation): boosted trees learn from the reference how
 * large the loss of a row is, given its columns and the model's prediction. Rows without label or prediction are left out.
 *
 * @param request.columns one array a column, NaN = missing, categories as codes
 * @throws RangeError without a labelled row
 */
export function fitDle(request: {
  columns: readonly Float64Array[];
  predicted: Float64Array;
  actual: Float64Array;
  settings?: Partial<BoostingSettings>;
  signal?: AbortSignal;
}): DleModel {
  const all = [...request.columns, request.predicted];
  const rows = finiteRows(request.predicted, request.actual);
  if (rows.length === 0) throw new RangeError('fitDle wants labelled rows with a prediction.');
  const columns = all.map((column) => taken(column, rows));
  const actual = taken(request.actual, rows);
  const predicted = taken(request.predicted, rows);
  const learn = (loss: RowLoss): LossModel | null => {
    const target = actual.map((y, row) => losses[loss](y, predicted[row] as number));
    if (!target.every(Number.isFinite)) return null;
    const trees = fitBoosting({
      columns,
      target,
      loss: 'squared',
      settings: request.settings ?? {},
      ...(request.signal && { signal: request.signal }),
    });
    const mean = meanOf(target);
    return { trees, mean, deviation: Math.sqrt(meanOf(target.map((x) => (x - mean) ** 2))) };
  };
  return { absolute: learn('absolute'), squared: learn('squared'), logarithmic: learn('logarithmic') };
}

/**
 * The errors to expect of a window without labels: the mean of what the trees make of its rows, none below 0, and its root. Bounds: three
 * sampling errors to either side, of the reference's losses (a root's by the delta method).
 */
export function estimateDle(model: DleModel, window: { columns: readonly Float64Array[]; predicted: Float64Array }): DleEstimate {
  const rows = finiteRows(window.predicted);
  const columns = [...window.columns, window.predicted].map((column) => taken(column, rows));
  const estimate = (loss: RowLoss, root: boolean): Interval => {
    const learned = model[loss];
    if (!learned || rows.length === 0) return undefinedInterval;
    const mean = meanOf(predictBoosting(learned.trees, columns).map((x) => Math.max(0, x)));
    const error = learned.deviation / Math.sqrt(rows.length);
    const value = root ? Math.sqrt(mean) : mean;
    const reach = ERRORS * (root ? error / (2 * Math.sqrt(learned.mean)) : error);
    return intervalOf(value, value - reach, value + reach, positiveRange);
  };
  return { mae: estimate('absolute', false), rmse: estimate('squared', true), rmsle: estimate('logarithmic', true) };
}

function finiteRows(...columns: Float64Array[]): Uint32Array {
  const first = columns[0] ?? new Float64Array();
  return Uint32Array.from(first.keys()).filter((row) => columns.every((column) => Number.isFinite(column[row])));
}

function taken(column: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row] as number);
}

function meanOf(numbers: Float64Array): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}
