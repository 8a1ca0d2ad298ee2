import type { Abstain } from '../api/schemas/repairs.ts';
import type { Abstained, RunRecord } from '../api/schemas/runs.ts';
import { wilson } from '../metrics/wilson.ts';
import { abstains } from '../prepare/abstain.ts';
import type { PredictionBlock } from './predictionBlock.ts';

/** Why rows got no prediction, as far as this process has seen. */
export interface UnpredictedRows {
  missing: number;
  unfit: number;
  fatal: number;
  refused: number;
  notFinite: number;
}

interface GateCounts {
  marked: number;
  open: number;
  markedJudged: number;
  openJudged: number;
  markedRight: number;
  openRight: number;
}

function countMarks(counts: GateCounts, abstain: Abstain, block: PredictionBlock): void {
  const { predicted, actual, scores, rowCount } = block;
  if (!(predicted instanceof Int32Array) || !scores) return;
  const marks = abstains(abstain, scores, predicted, scores.length / Math.max(1, rowCount));
  for (let row = 0; row < rowCount; row++) {
    if ((predicted[row] as number) < 0) continue;
    const kind = marks[row] === 1 ? 'marked' : 'open';
    counts[kind]++;
    const truth = actual?.[row] ?? -1;
    if (truth === -1) continue;
    counts[`${kind}Judged`]++;
    if (truth === predicted[row]) counts[`${kind}Right`]++;
  }
}

/** What the gate did, for the report. */
export function abstainedOf(gate: Abstain, counts: GateCounts): Abstained {
  return {
    gate,
    rows: counts.marked,
    coverage: wilson(counts.open / (counts.open + counts.marked), counts.open + counts.marked),
    accuracy: wilson(counts.openRight / counts.openJudged, counts.openJudged),
    accuracyAbstained: wilson(counts.markedRight / counts.markedJudged, counts.markedJudged),
  };
}

/** Rows of a run by what they lack. */
export class RunCounts {
  done = 0;
  labelled = 0;
  withoutTime = 0;
  withoutPrediction = 0;
  /** Rows whose weight is missing: they count for nothing. */
  withoutWeight = 0;
  totalWeight = 0;
  /** Only where the plan has a gate: predicted rows by whether they are marked, and of the labelled ones those that are right. */
  declare gate?: GateCounts;
  readonly #abstain: Abstain | undefined;

  constructor(abstain?: Abstain) {
    this.#abstain = abstain;
    if (abstain) this.gate = { marked: 0, open: 0, markedJudged: 0, openJudged: 0, markedRight: 0, openRight: 0 };
  }

  add(block: PredictionBlock): void {
    if (this.#abstain && this.gate) countMarks(this.gate, this.#abstain, block);
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
}

/** Counts as plain data. */
export type RowCounts = Omit<RunCounts, 'add'>;

export function rowsOfRecord(counts: RowCounts, total: number): RunRecord['rows'] {
  const { done, labelled, withoutTime, withoutPrediction } = counts;
  return { total, done, labelled, withoutLabel: done - labelled, withoutTime, withoutPrediction };
}
