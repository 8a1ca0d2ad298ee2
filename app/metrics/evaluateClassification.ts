import type { Evaluation, Metrics } from '../api/schemas/runs.ts';
import { recallOf } from './accuracy.ts';
import type { RankCorrelations } from './classCorrelations.ts';
import { CALIBRATION_BINS, type CalibrationBins } from './calibrationBins.ts';
import { classCurves } from './classCurves.ts';
import { classificationBaseline } from './classificationBaseline.ts';
import { computeClassificationMetrics } from './classificationMetrics.ts';
import { UNKNOWN_LABEL_LIMIT, type ClassificationTally } from './classificationTally.ts';
import { confusionSums, type ConfusionSums } from './confusionSums.ts';
import { drawnClasses } from './drawnClasses.ts';
import { f1Of } from './f1.ts';
import { precisionOf } from './precisionRecall.ts';
import type { RankTally } from './rankTally.ts';
import { wilsonOf } from './wilson.ts';

export interface ClassificationEvaluation {
  tally: ClassificationTally;
  /** Class texts in output order. */
  classes: readonly string[];
  /** Texts of the labels the model does not know: label j of the rows' `-2 - j`. */
  unknownLabels: readonly string[];
  /** Fed with all rows: binary = one, of the positive class; multiclass = one a class. Null = leave those metrics out. */
  ranks: readonly RankTally[] | null;
  /** Of the errors of several classes; left out = unknown. */
  correlations?: RankCorrelations | null;
}

/** Above this many classes the confusion matrix is left out: the figures per class stay. */
const CONFUSION_CLASSES = 200;
/** Unknown labels with a row of their own in the confusion matrix; the others share one. */
const CONFUSION_UNKNOWN = 20;

/** Puts the figures of a set of rows together. Figures that the rows do not define are null. */
export function evaluateClassification(input: ClassificationEvaluation): Evaluation {
  const { tally, classes, ranks } = input;
  const metrics = computeClassificationMetrics(tally, ranks, input.correlations ?? null);
  const names = Object.keys(metrics) as (keyof typeof metrics)[];
  const sums = confusionSums(tally.cells);
  const baseline = classificationBaseline(tally, classes, names);
  const unknown = unknownCounts(tally, input.unknownLabels);
  return {
    rows: tally.rows,
    labelled: tally.labelled,
    metrics,
    ...(tally.positive === null ? { perClass: perClass(sums, classes, ranks) } : {}),
    ...(tally.classCount <= CONFUSION_CLASSES ? { confusion: confusion(tally, classes, unknown) } : {}),
    ...(tally.hasScores ? { curves: curves(tally, classes, ranks) } : {}),
    ...(baseline ? { baseline } : {}),
    predictedCounts: classes.map((label, k) => ({ label, count: tally.predictedCounts[k] ?? 0 })),
    unknownLabels: unknown.map(({ label, count }) => ({ label, count })),
  };
}

function perClass(sums: ConfusionSums, classes: readonly string[], ranks: readonly RankTally[] | null): Record<string, Metrics> {
  // fromEntries and not assignment: a class may be called "__proto__".
  return Object.fromEntries(
    sums.classes.map((one, k): [string, Metrics] => {
      const rank = ranks?.[k];
      const ofOrder = rank ? { rocAuc: rank.rocAuc(), averagePrecision: rank.averagePrecision() } : {};
      return [classes[k] ?? String(k), { precision: precisionOf(one), recall: recallOf(one), f1: f1Of(one), ...ofOrder }];
    }),
  );
}

interface UnknownCount {
  index: number;
  label: string;
  count: number;
}

/** Most frequent first. */
function unknownCounts(tally: ClassificationTally, texts: readonly string[]): UnknownCount[] {
  return [...tally.unknownRows]
    .map(([index, count]) => ({
      index,
      label: index === UNKNOWN_LABEL_LIMIT ? 'further labels' : (texts[index] ?? `unknown label ${index + 1}`),
      count,
    }))
    .sort((a, b) => b.count - a.count || a.index - b.index);
}

/** Sums of weights where rows are weighted, else counts of rows: as scikit-learn's confusion_matrix. */
function confusion(
  tally: ClassificationTally,
  classes: readonly string[],
  unknown: readonly UnknownCount[],
): NonNullable<Evaluation['confusion']> {
  const classCount = tally.classCount;
  const own = unknown.slice(0, unknown.length > CONFUSION_UNKNOWN ? CONFUSION_UNKNOWN - 1 : CONFUSION_UNKNOWN);
  const labels = [...classes, ...own.map((one) => one.label)];
  if (own.length < unknown.length) labels.push(`${unknown.length - own.length} other labels`);
  const counts = labels.map(() => new Array<number>(labels.length).fill(0));
  const rowOf = new Map(own.map((one, i) => [one.index, classCount + i]));
  const add = (row: number, column: number, weight: number): void => {
    const cells = counts[row];
    if (cells) cells[column] = (cells[column] ?? 0) + weight;
  };
  for (const cell of tally.cells.cells()) if (cell.actual < classCount) add(cell.actual, cell.predicted, cell.weight);
  for (const [key, weight] of tally.unknownCells) {
    const predicted = key % classCount;
    add(rowOf.get((key - predicted) / classCount) ?? labels.length - 1, predicted, weight);
  }
  return { labels, counts };
}

function curves(
  tally: ClassificationTally,
  classes: readonly string[],
  ranks: readonly RankTally[] | null,
): NonNullable<Evaluation['curves']> {
  if (tally.positive === null) {
    const ranked = drawnClasses(tally).flatMap((k) => (ranks?.[k] ? [{ label: classes[k] ?? String(k), rank: ranks[k] }] : []));
    return { roc: [], pr: [], classes: classCurves(ranked), calibration: calibration(tally.calibration) };
  }
  const rank = ranks?.[0];
  return { roc: rank?.roc() ?? [], pr: rank?.pr() ?? [], calibration: calibration(tally.calibration) };
}

/** The bins that hold rows. */
function calibration(bins: CalibrationBins): NonNullable<Evaluation['curves']>['calibration'] {
  const result: NonNullable<Evaluation['curves']>['calibration'] = [];
  for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
    const weight = bins.weight[bin] ?? 0;
    if (weight === 0) continue;
    result.push({
      from: bin / CALIBRATION_BINS,
      to: (bin + 1) / CALIBRATION_BINS,
      meanScore: (bins.score[bin] ?? 0) / weight,
      observed: wilsonOf(bins.observed[bin] ?? 0, { weight, squares: bins.squares[bin] ?? 0 }),
      rows: bins.rows[bin] ?? 0,
    });
  }
  return result;
}
