import type { RunRecord } from '../api/schemas/runs.ts';
import type { PredictionBlock } from './predictionBlock.ts';

/** Rows of a run by what they lack. */
export class RunCounts {
  done = 0;
  labelled = 0;
  withoutTime = 0;
  withoutPrediction = 0;
  /** Rows whose weight is missing: they count for nothing. */
  withoutWeight = 0;
  totalWeight = 0;
  /** Why rows got no prediction, as far as this process has seen. */
  readonly reasons = { missing: 0, unfit: 0, fatal: 0, notFinite: 0 };

  add(block: PredictionBlock): void {
    const { actual, predicted, time, weight, rowCount } = block;
    this.done += rowCount;
    const codes = predicted instanceof Int32Array;
    for (let row = 0; weight && row < rowCount; row++) {
      const value = weight[row] as number;
      if (value === value) this.totalWeight += value;
      else this.withoutWeight++;
    }
    for (let row = 0; row < rowCount; row++) {
      const guess = predicted[row] as number;
      if (codes ? guess < 0 : guess !== guess) this.withoutPrediction++;
      if (actual) {
        const truth = actual[row] as number;
        if (codes ? truth !== -1 : truth === truth) this.labelled++;
      }
      if (time && !((time[row] as number) - (time[row] as number) === 0)) this.withoutTime++;
    }
  }

  rows(total: number): RunRecord['rows'] {
    return {
      total,
      done: this.done,
      labelled: this.labelled,
      withoutLabel: this.done - this.labelled,
      withoutTime: this.withoutTime,
      withoutPrediction: this.withoutPrediction,
    };
  }
}
