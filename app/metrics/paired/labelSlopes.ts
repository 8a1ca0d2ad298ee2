import type { MetricName } from '../../api/schemas/runs.ts';
import { labelKinds, type ClassSums, type ConfusionSums } from '../confusionSums.ts';
import { correlation } from '../mcc.ts';

/** How a figure moves when a row of this cell gains weight: its derivative by the weight of the cell. */
export type Slope = (actual: number, predicted: number) => number;

/** The metrics that are functions of the table of actual against predicted class alone. */
export const labelMetrics = ['accuracy', 'balancedAccuracy', 'precision', 'recall', 'f1', 'mcc'] as const;

type LabelMetric = (typeof labelMetrics)[number] & MetricName;

/** Classes are indices; an actual class beyond the last one is a label the model does not know. */
export function labelSlope(metric: LabelMetric, sums: ConfusionSums, positive: number | null): Slope {
  const { all, classes } = sums;
  switch (metric) {
    case 'accuracy': {
      const accuracy = sums.hits / all.weight;
      return (actual, predicted) => ((actual === predicted ? 1 : 0) - accuracy) / all.weight;
    }
    case 'balancedAccuracy':
      return labelKinds(sums) < 2 ? () => 0 : meanOver(classes, ({ actual }) => actual.weight > 0, recallSlope);
    case 'precision':
      return ofPositiveOrMean(classes, positive, precisionSlope);
    case 'recall':
      return ofPositiveOrMean(classes, positive, recallSlope);
    case 'f1':
      return ofPositiveOrMean(classes, positive, f1Slope);
    case 'mcc': {
      const cells = [...sums.cells.cells()].map(({ actual, predicted, weight }) => ({ actual, predicted, count: weight }));
      return correlation(cells, classes.length).slope;
    }
  }
}

type ClassSlope = (one: ClassSums, k: number) => Slope;

/** (hit - recall) / rows of the class, for its rows. */
const recallSlope: ClassSlope = ({ actual, hit }, k) => {
  const recall = hit.weight / actual.weight;
  return (i, j) => (i === k && actual.weight > 0 ? ((j === k ? 1 : 0) - recall) / actual.weight : 0);
};

/** (hit - precision) / rows predicted so, for these. */
const precisionSlope: ClassSlope = ({ predicted, hit }, k) => {
  const precision = hit.weight / predicted.weight;
  return (i, j) => (j === k && predicted.weight > 0 ? ((i === k ? 1 : 0) - precision) / predicted.weight : 0);
};

/** F1 = 2 hits / (rows + predictions): (2 hit - F1 (is + is predicted)) / (rows + predictions). */
const f1Slope: ClassSlope = ({ actual, predicted, hit }, k) => {
  const size = actual.weight + predicted.weight;
  const f1 = (2 * hit.weight) / size;
  return (i, j) => (size > 0 ? ((i === k && j === k ? 2 : 0) - f1 * ((i === k ? 1 : 0) + (j === k ? 1 : 0))) / size : 0);
};

function ofPositiveOrMean(classes: readonly ClassSums[], positive: number | null, slope: ClassSlope): Slope {
  const one = positive === null ? undefined : classes[positive];
  if (one) return slope(one, positive ?? 0);
  return meanOver(classes, ({ actual, predicted }) => actual.weight > 0 || predicted.weight > 0, slope);
}

/** Of a row only the classes that it is of and is predicted to be move. */
function meanOver(classes: readonly ClassSums[], counts: (one: ClassSums) => boolean, slope: ClassSlope): Slope {
  const slopes = classes.map((one, k) => (counts(one) ? slope(one, k) : null));
  const count = slopes.filter((one) => one !== null).length;
  return (i, j) => {
    const ofActual = slopes[i]?.(i, j) ?? 0;
    const ofPredicted = j === i ? 0 : (slopes[j]?.(i, j) ?? 0);
    return (ofActual + ofPredicted) / count;
  };
}
