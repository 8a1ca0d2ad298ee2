import type { IsotonicLine } from '../../../metrics/calibration/fitIsotonic.ts';
import type { MetricName } from '../../../api/schemas/runs.ts';

/**
 * The sampling error that a metric would have on a single row; on n rows it is this over √n. null = the reference does not tell, as for
 * a class it never shows. All of NannyML's sampling errors come to this form.
 */
export type SamplingModel = Partial<Record<MetricName, number | null>>;

/** What performance estimation keeps of its reference: plain data, to be saved as JSON. */
export interface CbpeModel {
  /** Two classes have one array of scores, that of class 1; more have one a class. */
  classCount: number;
  /** One an array of scores; null where the scores are as right as they come. */
  lines: (IsotonicLine | null)[];
  sampling: SamplingModel;
}

/** Rows of a reference or a window, column by column. */
export interface CbpeRows {
  /** Probabilities as the model gives them: two classes one array (of class 1), more one a class. */
  scores: readonly Float64Array[];
  /** The class predicted, by whatever rule the program has. */
  decided: Int32Array;
}

export interface CbpeReference extends CbpeRows {
  /** The true class; -1 = none, and the row is left out. */
  labels: Int32Array;
}

/** The rows for which `keep` holds and all scores are numbers: NannyML leaves out the others too. */
export function usableRows(rows: CbpeRows, keep: (row: number) => boolean = () => true): Uint32Array {
  const kept = new Uint32Array(rows.decided.length);
  let count = 0;
  for (let row = 0; row < kept.length; row++) {
    if ((rows.decided[row] as number) < 0 || !keep(row)) continue;
    if (rows.scores.every((scores) => Number.isFinite(scores[row] as number))) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

/** The numbers of some rows. */
export function pick<T extends Float64Array | Int32Array>(numbers: T, rows: Uint32Array | Int32Array): T {
  const picked = numbers.slice(0, rows.length) as T;
  rows.forEach((row, i) => (picked[i] = numbers[row] as number));
  return picked;
}
