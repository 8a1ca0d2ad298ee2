import type { MetricName } from '../../api/schemas/runs.ts';
import { calibrationBin } from '../calibrationBins.ts';
import { computeClassificationMetrics } from '../classificationMetrics.ts';
import { clippedLoss, ClassificationTally } from '../classificationTally.ts';
import { confusionSums } from '../confusionSums.ts';
import { MeanTally } from '../meanTally.ts';
import { CalibrationPairs } from './calibrationPairs.ts';
import { InfluenceSum } from './influenceSum.ts';
import { JointCells } from './jointCells.ts';
import { labelMetrics, labelSlope } from './labelSlopes.ts';
import { mcnemar } from './mcnemar.ts';
import { pairedProportions, type PairedCounts } from './pairedProportions.ts';
import { PairedRanks } from './pairedRanks.ts';
import { usableWeight, type ClassSide, type PairedClassRows } from './pairedRows.ts';
import { pairedMean, type Difference, type PairedFigure } from './tDifference.ts';

export interface PairedClassificationOptions {
  /** Classes of each, and the index of the positive one of each; null = macro averages. */
  a: { classCount: number; positive: number | null };
  b: { classCount: number; positive: number | null };
  /** Both give probabilities of the same classes, in the same order. */
  hasScores: boolean;
  /** False = leave out what needs the rows in order of their score (ROC AUC, average precision). */
  withOrder?: boolean;
  /** Rows to come at most; more than are kept in memory are sampled for what needs an order. */
  rows: number;
  seed: number;
}

/**
 * Two classifiers on the same rows: every figure of either, and the difference of each with interval and p-value.
 * Streaming; memory is bounded.
 */
export class PairedClassification {
  readonly #tallies: { a: ClassificationTally; b: ClassificationTally };
  readonly #cells: JointCells;
  readonly #logLoss = new MeanTally();
  readonly #brier = new MeanTally();
  readonly #calibration = new CalibrationPairs();
  readonly #ranks: PairedRanks | null;
  readonly #hasScores: boolean;
  #weighted = false;

  constructor({ a, b, hasScores, withOrder = true, rows, seed }: PairedClassificationOptions) {
    this.#hasScores = hasScores;
    this.#tallies = { a: new ClassificationTally({ ...a, hasScores }), b: new ClassificationTally({ ...b, hasScores }) };
    this.#cells = new JointCells(a.classCount, b.classCount);
    this.#ranks = hasScores && withOrder ? new PairedRanks({ ...a, rows, seed }) : null;
  }

  add(rows: PairedClassRows): void {
    const { a, b } = rows;
    if (a.scores && b.scores) leaveOutTogether(rows, a.scores, b.scores, this.#tallies.a.classCount);
    this.#tallies.a.add({ ...rows, ...a });
    this.#tallies.b.add({ ...rows, ...b });
    this.#weighted ||= rows.weight !== null;
    for (let row = 0; row < rows.rowCount; row++) {
      const weight = usableWeight(rows.weight, row);
      if (weight === 0) continue;
      const first = a.actual[row] as number;
      const second = b.actual[row] as number;
      this.#cells.add(
        first < 0 ? this.#tallies.a.classCount : first,
        a.predicted[row] as number,
        second < 0 ? this.#tallies.b.classCount : second,
        b.predicted[row] as number,
        weight,
      );
      if (this.#hasScores && first >= 0) this.#addScores(rows, row, weight);
    }
  }

  #addScores(rows: PairedClassRows, row: number, weight: number): void {
    const { classCount, positive } = this.#tallies.a;
    const truth = rows.a.actual[row] as number;
    const first = lossesOf(rows.a, row, classCount, truth, positive);
    const second = lossesOf(rows.b, row, classCount, truth, positive);
    if (!first || !second) return;
    this.#logLoss.add(second.logLoss - first.logLoss, weight);
    this.#brier.add(second.brier - first.brier, weight);
    this.#calibration.add(
      calibrationBin(first.said),
      first.came - first.said,
      calibrationBin(second.said),
      second.came - second.said,
      weight,
    );
    this.#ranks?.add(rows, row, weight);
  }

  /** The figures in the order of the metrics; those that need an order come last. */
  async finish(signal?: AbortSignal): Promise<PairedFigure[]> {
    const { a, b } = this.#tallies;
    const ofA = computeClassificationMetrics(a, null);
    const ofB = computeClassificationMetrics(b, null);
    const differences: Partial<Record<MetricName, Difference>> = {
      ...this.#labelDifferences((metric) => (ofB[metric]?.value ?? NaN) - (ofA[metric]?.value ?? NaN)),
      ...(this.#hasScores && {
        logLoss: pairedMean(this.#logLoss),
        brier: pairedMean(this.#brier),
        ece: this.#calibration.difference(a.calibration, b.calibration),
      }),
    };
    const figures = (Object.entries(differences) as [MetricName, Difference][]).map(([metric, difference]) => ({
      metric,
      a: ofA[metric]?.value ?? null,
      b: ofB[metric]?.value ?? null,
      ...difference,
    }));
    return this.#ranks ? [...figures, ...(await this.#ranks.finish(signal))] : figures;
  }

  #labelDifferences(value: (metric: MetricName) => number): Partial<Record<MetricName, Difference>> {
    const { a, b } = this.#tallies;
    const sums = { a: confusionSums(a.cells), b: confusionSums(b.cells) };
    const found: Partial<Record<MetricName, Difference>> = {};
    for (const metric of labelMetrics) {
      const slopes = { a: labelSlope(metric, sums.a, a.positive), b: labelSlope(metric, sums.b, b.positive) };
      const sum = new InfluenceSum();
      for (const cell of this.#cells.cells()) {
        sum.add(slopes.b(cell.actualB, cell.predictedB) - slopes.a(cell.actualA, cell.predictedA), cell);
      }
      found[metric] = sum.difference(value(metric), 'influence of every row on both figures, Student t');
    }
    if (this.#weighted) return found;
    found.accuracy = proportionDifference(this.#counts(null));
    if (a.positive !== null) found.recall = proportionDifference(this.#counts(a.positive));
    return found;
  }

  /** Of rows of that class; null = of all. */
  #counts(ofClass: number | null): PairedCounts {
    const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
    for (const cell of this.#cells.cells()) {
      if (ofClass !== null && cell.actualA !== ofClass) continue;
      const first = cell.actualA === cell.predictedA;
      const second = cell.actualB === cell.predictedB;
      counts[first ? (second ? 'both' : 'onlyFirst') : second ? 'onlySecond' : 'neither'] += cell.rows;
    }
    return counts;
  }
}

/** A row that one of the two gave no usable scores counts for neither. */
function leaveOutTogether(rows: PairedClassRows, a: Float64Array, b: Float64Array, classCount: number): void {
  for (let row = 0; row < rows.rowCount; row++) {
    const from = row * classCount;
    let isFinite = true;
    for (let k = from; k < from + classCount; k++) isFinite &&= Number.isFinite(a[k]) && Number.isFinite(b[k]);
    if (isFinite) continue;
    a.fill(NaN, from, from + classCount);
    b.fill(NaN, from, from + classCount);
  }
}

/** As ClassificationTally counts them; null without usable scores. */
function lossesOf(side: ClassSide, row: number, classCount: number, truth: number, positive: number | null) {
  const { scores, predicted } = side;
  const offset = row * classCount;
  if (!scores || !Number.isFinite(scores[offset])) return null;
  const logLoss = clippedLoss(scores[offset + truth] as number);
  if (positive !== null) {
    const said = scores[offset + positive] as number;
    const came = truth === positive ? 1 : 0;
    return { logLoss, brier: (said - came) ** 2, said, came };
  }
  let brier = 0;
  for (let k = 0; k < classCount; k++) brier += ((scores[offset + k] as number) - (k === truth ? 1 : 0)) ** 2;
  const guess = predicted[row] as number;
  return { logLoss, brier, said: scores[offset + guess] as number, came: guess === truth ? 1 : 0 };
}

function proportionDifference(counts: PairedCounts): Difference {
  return {
    difference: pairedProportions(counts),
    pValue:
      counts.both + counts.onlyFirst + counts.onlySecond + counts.neither > 0
        ? mcnemar(counts.onlySecond, counts.onlyFirst).pValue
        : null,
    method: "Newcombe's interval for paired proportions, McNemar's test",
  };
}
