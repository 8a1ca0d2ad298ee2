import { CalibrationBins } from './calibrationBins.ts';
import { ConfusionCells } from './confusionCells.ts';
import { MeanTally } from './meanTally.ts';
import type { ClassificationRows } from './rows.ts';

export interface ClassificationTallyOptions {
  classCount: number;
  /** Index of the positive class of a binary model; null = macro averages over the classes. */
  positive: number | null;
  hasScores: boolean;
}

/** Labels unknown to the model beyond this many are counted together. */
export const UNKNOWN_LABEL_LIMIT = 1000;

const EPSILON = Number.EPSILON;

/** Log loss of a row; scikit-learn clips probabilities to the machine epsilon of float64 before the logarithm. */
export function clippedLoss(probability: number): number {
  return -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, probability)));
}

/**
 * Everything the classification metrics need but the order of the scores: streaming, mergeable, and flat in
 * the number of rows. Label metrics count every row with a label and a prediction, a label unknown to the
 * model being a wrong prediction; probability metrics (log loss, Brier, calibration) count the rows whose
 * label the model knows and whose probabilities are all finite.
 */
export class ClassificationTally {
  readonly classCount: number;
  readonly positive: number | null;
  readonly hasScores: boolean;
  rows = 0;
  /** Rows with a label, known to the model or not, predicted or not. */
  labelled = 0;
  /** Rows without a prediction. */
  withoutPrediction = 0;
  /** Labelled rows left out of the probability metrics because a probability is not finite. */
  withoutScore = 0;
  /** Rows whose weight was negative or not finite; they count as weight 0. */
  withoutWeight = 0;
  /** Unweighted predictions per class, labelled or not. */
  readonly predictedCounts: Float64Array;
  readonly cells: ConfusionCells;
  readonly logLoss = new MeanTally();
  readonly brier = new MeanTally();
  readonly calibration = new CalibrationBins();
  /** Rows per label unknown to the model, by its number; those beyond the limit under the limit itself. */
  readonly unknownRows = new Map<number, number>();
  /** Weight per unknown label and predicted class, key = label × K + predicted. */
  readonly unknownCells = new Map<number, number>();

  constructor(options: ClassificationTallyOptions) {
    this.classCount = options.classCount;
    this.positive = options.positive;
    this.hasScores = options.hasScores;
    this.predictedCounts = new Float64Array(options.classCount);
    this.cells = new ConfusionCells(options.classCount);
  }

  /**
   * Counts rows `from` (included) to `to` (excluded) of the batch.
   * @throws RangeError for a class index that the tally does not have
   */
  add(rows: ClassificationRows, from = 0, to = rows.rowCount): void {
    const { actual, predicted, weight } = rows;
    const scores = this.hasScores ? rows.scores : null;
    for (let row = from; row < to; row++) {
      this.rows++;
      const truth = actual[row] ?? -1;
      const guess = predicted[row] ?? -1;
      if (truth >= this.classCount || guess >= this.classCount) {
        throw new RangeError(`Class ${Math.max(truth, guess)} is beyond the ${this.classCount} classes of the tally.`);
      }
      if (truth !== -1) this.labelled++;
      if (guess < 0) this.withoutPrediction++;
      else this.predictedCounts[guess] = (this.predictedCounts[guess] ?? 0) + 1;
      if (truth < -1) {
        const label = Math.min(-2 - truth, UNKNOWN_LABEL_LIMIT);
        this.unknownRows.set(label, (this.unknownRows.get(label) ?? 0) + 1);
      }
      let w = 1;
      if (weight !== null) {
        w = weight[row] ?? 0;
        if (!(w >= 0 && w < Infinity)) {
          this.withoutWeight++;
          w = 0;
        }
      }
      if (truth === -1 || guess < 0 || w === 0) continue;
      if (truth < -1) this.#addUnknown(-2 - truth, guess, w);
      else {
        this.cells.add(truth, guess, w);
        if (scores !== null) this.#addScores(scores, row * this.classCount, truth, guess, w);
      }
    }
  }

  #addUnknown(label: number, guess: number, weight: number): void {
    this.cells.add(this.classCount, guess, weight);
    const key = Math.min(label, UNKNOWN_LABEL_LIMIT) * this.classCount + guess;
    this.unknownCells.set(key, (this.unknownCells.get(key) ?? 0) + weight);
  }

  #addScores(scores: Float64Array, offset: number, truth: number, guess: number, weight: number): void {
    let squares = 0;
    for (let k = 0; k < this.classCount; k++) {
      const gap = (scores[offset + k] ?? NaN) - (k === truth ? 1 : 0);
      squares += gap * gap;
    }
    if (!(squares < Infinity)) {
      this.withoutScore++;
      return;
    }
    const ofTruth = scores[offset + truth] ?? NaN;
    this.logLoss.add(clippedLoss(ofTruth), weight);
    if (this.positive === null) {
      this.brier.add(squares, weight);
      this.calibration.add(scores[offset + guess] ?? NaN, guess === truth ? 1 : 0, weight);
    } else {
      const ofPositive = scores[offset + this.positive] ?? NaN;
      const isPositive = truth === this.positive ? 1 : 0;
      this.brier.add((ofPositive - isPositive) ** 2, weight);
      this.calibration.add(ofPositive, isPositive, weight);
    }
  }

  /** Adds the rows another tally of the same options has seen. */
  merge(other: ClassificationTally): void {
    this.rows += other.rows;
    this.labelled += other.labelled;
    this.withoutPrediction += other.withoutPrediction;
    this.withoutScore += other.withoutScore;
    this.withoutWeight += other.withoutWeight;
    for (let k = 0; k < this.classCount; k++) {
      this.predictedCounts[k] = (this.predictedCounts[k] ?? 0) + (other.predictedCounts[k] ?? 0);
    }
    this.cells.merge(other.cells);
    this.logLoss.merge(other.logLoss);
    this.brier.merge(other.brier);
    this.calibration.merge(other.calibration);
    for (const [label, count] of other.unknownRows) this.unknownRows.set(label, (this.unknownRows.get(label) ?? 0) + count);
    for (const [key, weight] of other.unknownCells) this.unknownCells.set(key, (this.unknownCells.get(key) ?? 0) + weight);
  }
}
