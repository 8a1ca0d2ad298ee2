import type { Interval } from '../../../api/schemas/common.ts';
import { intervalOf, positiveRange, undefinedInterval, unitRange } from '../../../metrics/interval.ts';
import { correlation } from '../../../metrics/mcc.ts';
import { calibratedProbabilities } from './calibratedProbabilities.ts';
import { pick, usableRows, type CbpeModel, type CbpeRows } from './cbpeModel.ts';
import { cellFigures, expectedConfusion, eachAgainstRest } from './expectedConfusion.ts';
import { expectedLoss } from './expectedLoss.ts';
import { expectedRanking } from './expectedRanking.ts';

/** Bounds are this many sampling errors off (NannyML's SAMPLING_ERROR_RANGE). */
const ERRORS = 3;

export type CbpeMetric =
  'accuracy' | 'balancedAccuracy' | 'precision' | 'recall' | 'f1' | 'rocAuc' | 'averagePrecision' | 'logLoss' | 'brier' | 'mcc';

/**
 * What the metrics of a window without labels are expected to be, were its scores as right as those of the reference after calibration:
 * a row counts as p rows of a class and 1 - p of the others (NannyML 0.13, performance_estimation/confidence_based). Two
 * classes: of class 1. More: the mean of each class against the rest, all classes counting; accuracy is the mean probability of
 * the predicted class. Brier score and log loss are those of the model's own scores. Bounds: three sampling errors to either side, within
 * the range of the metric. Holds as long as the relation of scores to labels does: not after concept drift.
 */
export function estimateCbpe(model: CbpeModel, window: CbpeRows): Record<CbpeMetric, Interval> {
  const rows = usableRows(window);
  const n = rows.length;
  const values = n > 0 ? expectedFigures(model, used(window, rows)) : null;
  const interval = (name: CbpeMetric): Interval => {
    if (!values) return undefinedInterval;
    const reach = ERRORS * ((model.sampling[name] ?? NaN) / Math.sqrt(n));
    return intervalOf(values[name], values[name] - reach, values[name] + reach, rangeOf(name, model.classCount));
  };
  return {
    accuracy: interval('accuracy'),
    balancedAccuracy: interval('balancedAccuracy'),
    precision: interval('precision'),
    recall: interval('recall'),
    f1: interval('f1'),
    rocAuc: interval('rocAuc'),
    averagePrecision: interval('averagePrecision'),
    logLoss: interval('logLoss'),
    brier: interval('brier'),
    mcc: interval('mcc'),
  };
}

function rangeOf(name: CbpeMetric, classCount: number): readonly [number, number] {
  if (name === 'logLoss') return positiveRange;
  if (name === 'mcc') return [-1, 1];
  return name === 'brier' && classCount > 2 ? [0, 2] : unitRange;
}

function used(window: CbpeRows, rows: Uint32Array): CbpeRows {
  return { scores: window.scores.map((one) => pick(one, rows)), decided: pick(window.decided, rows) };
}

function expectedFigures(model: CbpeModel, { scores, decided }: CbpeRows): Record<CbpeMetric, number> {
  const { classCount } = model;
  const probabilities = calibratedProbabilities(scores, model.lines);
  const cells = expectedConfusion(probabilities, decided);
  // Which classes the figures are means over.
  const classes = classCount === 2 ? [1] : [...probabilities.keys()];
  const mean = (figure: (k: number) => number): number => classes.reduce((sum, k) => sum + figure(k), 0) / classes.length;
  const against = eachAgainstRest(cells, classCount);
  const ofCells = (name: keyof typeof cellFigures): number => mean((k) => cellFigures[name](against[k] ?? noRows));
  const rankings = classes.map((k) =>
    expectedRanking(scores[classCount === 2 ? 0 : k] ?? new Float64Array(), probabilities[k] ?? new Float64Array()),
  );
  const ofRanking = (name: 'rocAuc' | 'averagePrecision'): number =>
    rankings.reduce((sum, ranking) => sum + ranking[name], 0) / rankings.length;
  const table = [...cells].map((count, at) => ({ actual: Math.floor(at / classCount), predicted: at % classCount, count }));
  return {
    accuracy: against.reduce((sum, { tp }) => sum + tp, 0) / decided.length,
    balancedAccuracy: against.reduce((sum, one) => sum + cellFigures.recall(one), 0) / classCount,
    precision: ofCells('precision'),
    recall: ofCells('recall'),
    f1: ofCells('f1'),
    rocAuc: ofRanking('rocAuc'),
    averagePrecision: ofRanking('averagePrecision'),
    ...meanLoss(scores, probabilities),
    mcc: correlation(table, classCount).value,
  };
}

const noRows = { tp: 0, fp: 0, fn: 0, tn: 0 };

function meanLoss(scores: readonly Float64Array[], probabilities: readonly Float64Array[]): { brier: number; logLoss: number } {
  const n = scores[0]?.length ?? 0;
  let brier = 0;
  let logLoss = 0;
  for (let row = 0; row < n; row++) {
    const loss = expectedLoss(
      scores.map((one) => one[row] as number),
      (k) => probabilities[k]?.[row] as number,
    );
    brier += loss.brier / n;
    logLoss += loss.logLoss / n;
  }
  return { brier, logLoss };
}
