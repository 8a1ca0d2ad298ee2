import type { Interval } from '../api/schemas/common.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import type { ClassificationTally } from './classificationTally.ts';
import { classificationMetrics, type ClassificationMetric } from './classificationMetrics.ts';
import { ConfusionCells } from './confusionCells.ts';
import { confusionSums } from './confusionSums.ts';
import { undefinedInterval, unitRange, withoutInterval } from './interval.ts';
import { meanInterval } from './meanInterval.ts';
import { MeanTally } from './meanTally.ts';
import { wilsonOf } from './wilson.ts';

export interface Baseline {
  strategy: string;
  metrics: Partial<Record<MetricName, Interval>>;
}

/**
 * What a model would score that always says the most frequent class and gives every row the class frequencies as
 * probabilities (scikit-learn's DummyClassifier with strategy "prior"), on the same rows. Null without labels.
 * @param wanted the metrics the model itself was given
 */
export function classificationBaseline(
  tally: ClassificationTally,
  classes: readonly string[],
  wanted: readonly MetricName[],
): Baseline | null {
  const sums = confusionSums(tally.cells);
  const frequent = sums.classes.reduce(
    (best, one, k) => (one.actual.weight > (sums.classes[best]?.actual.weight ?? 0) ? k : best),
    0,
  );
  if (!((sums.classes[frequent]?.actual.weight ?? 0) > 0)) return null;

  const cells = new ConfusionCells(tally.classCount);
  sums.classes.forEach((one, actual) => {
    if (one.actual.weight > 0) cells.addSum({ actual, predicted: frequent, ...one.actual });
  });
  if (sums.unknown.weight > 0) cells.addSum({ actual: tally.classCount, predicted: frequent, ...sums.unknown });
  const ofLabels = confusionSums(cells);

  const metrics: Baseline['metrics'] = {};
  const registry: Partial<Record<MetricName, ClassificationMetric>> = classificationMetrics;
  for (const name of wanted) {
    const metric = registry[name];
    if (metric?.from === 'labels') metrics[name] = metric.compute({ tally, sums: ofLabels, ranks: [], correlations: null });
    else
      metrics[name] = priorMetric(
        name,
        tally,
        sums.classes.map((one) => one.actual),
      );
  }
  return { strategy: `always "${classes[frequent] ?? frequent}", the most frequent class`, metrics };
}

function priorMetric(name: MetricName, tally: ClassificationTally, sizes: { weight: number; squares: number }[]): Interval {
  const total = sizes.reduce((sum, one) => sum + one.weight, 0);
  const share = sizes.map((one) => one.weight / total);
  const present = share.filter((p) => p > 0);
  const positive = tally.positive;
  const meanOver = (loss: (k: number) => number): MeanTally => {
    const mean = new MeanTally();
    sizes.forEach((one, k) => mean.add(one.weight > 0 ? loss(k) : 0, one.weight, one.squares));
    return mean;
  };
  switch (name) {
    case 'logLoss':
      return meanInterval(meanOver((k) => -Math.log(share[k] ?? 1)));
    case 'brier': {
      const squares = share.reduce((sum, p) => sum + p * p, 0);
      const ofPositive = positive === null ? 0 : (share[positive] ?? 0);
      if (positive === null)
        return meanInterval(
          meanOver((k) => squares - 2 * (share[k] ?? 0) + 1),
          [0, 2],
        );
      return meanInterval(
        meanOver((k) => (ofPositive - (k === positive ? 1 : 0)) ** 2),
        unitRange,
      );
    }
    case 'ece':
      return withoutInterval(0);
    case 'rocAuc':
      return present.length > 1 ? withoutInterval(0.5) : undefinedInterval;
    case 'averagePrecision': {
      if (positive === null) return withoutInterval(1 / present.length);
      const ofPositive = sizes[positive];
      if (!ofPositive || !(ofPositive.weight > 0)) return undefinedInterval;
      return wilsonOf(ofPositive.weight, { weight: total, squares: sizes.reduce((sum, one) => sum + one.squares, 0) });
    }
    default:
      return undefinedInterval;
  }
}
