import type { Interval } from '../api/schemas/common.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import { accuracy, balancedAccuracy } from './accuracy.ts';
import type { ClassificationTally } from './classificationTally.ts';
import { confusionSums, type ConfusionSums } from './confusionSums.ts';
import { ece } from './ece.ts';
import { f1 } from './f1.ts';
import { undefinedInterval } from './interval.ts';
import type { RankCorrelations } from './classCorrelations.ts';
import { correlatedMean } from './macroAverage.ts';
import { mcc } from './mcc.ts';
import { meanInterval } from './meanInterval.ts';
import { precision, recall } from './precisionRecall.ts';
import type { RankTally } from './rankTally.ts';

/** What a classification metric may look at. */
export interface ClassificationFacts {
  tally: ClassificationTally;
  sums: ConfusionSums;
  /** Binary: of the positive class alone. Multiclass: one a class, each against the rest. */
  ranks: readonly RankTally[];
  /** Of the errors of the classes; null = unknown. */
  correlations: RankCorrelations | null;
}

export interface ClassificationMetric {
  /** What it is computed from: predicted labels, probabilities, or rows in order of their score. */
  from: 'labels' | 'scores' | 'order';
  compute(facts: ClassificationFacts): Interval;
}

/** The registry: one line a metric. Names, ranges and explanations for people are in app/api/metricCatalogue.ts. */
export const classificationMetrics = {
  accuracy: { from: 'labels', compute: ({ sums }) => accuracy(sums) },
  balancedAccuracy: { from: 'labels', compute: ({ sums }) => balancedAccuracy(sums) },
  precision: { from: 'labels', compute: ({ sums, tally }) => precision(sums, tally.positive) },
  recall: { from: 'labels', compute: ({ sums, tally }) => recall(sums, tally.positive) },
  f1: { from: 'labels', compute: ({ sums, tally }) => f1(sums, tally.positive) },
  rocAuc: { from: 'order', compute: rocAuc },
  averagePrecision: { from: 'order', compute: averagePrecision },
  logLoss: { from: 'scores', compute: ({ tally }) => meanInterval(tally.logLoss) },
  brier: { from: 'scores', compute: ({ tally }) => meanInterval(tally.brier, [0, tally.positive === null ? 2 : 1]) },
  ece: { from: 'scores', compute: ({ tally }) => ece(tally.calibration) },
  mcc: { from: 'labels', compute: ({ sums }) => mcc(sums) },
} as const satisfies Partial<Record<MetricName, ClassificationMetric>>;

function rocAuc({ tally, ranks, correlations }: ClassificationFacts): Interval {
  if (tally.positive !== null) return ranks[0]?.rocAuc() ?? undefinedInterval;
  const figures = ranks.map((rank) => rank.rocAucFigure());
  return correlatedMean(figures, correlations?.rocAuc ?? null);
}

function averagePrecision({ tally, ranks, correlations }: ClassificationFacts): Interval {
  if (tally.positive !== null) return ranks[0]?.averagePrecision() ?? undefinedInterval;
  const figures = ranks.map((rank) => rank.averagePrecisionFigure());
  return correlatedMean(figures, correlations?.averagePrecision ?? null);
}

/**
 * All metrics that the facts allow: those from scores only when the model gives scores, those from the order of
 * scores only when rank tallies are given (`null` = not asked for, as in live figures). Several classes: `correlations` of their
 * errors make the intervals of the means narrower.
 */
export function computeClassificationMetrics(
  tally: ClassificationTally,
  ranks: readonly RankTally[] | null,
  correlations: RankCorrelations | null = null,
): Partial<Record<MetricName, Interval>> {
  const facts: ClassificationFacts = { tally, sums: confusionSums(tally.cells), ranks: ranks ?? [], correlations };
  const result: Partial<Record<MetricName, Interval>> = {};
  for (const [name, metric] of Object.entries(classificationMetrics) as [MetricName, ClassificationMetric][]) {
    if (metric.from !== 'labels' && !tally.hasScores) continue;
    if (metric.from === 'order' && ranks === null) continue;
    result[name] = facts.sums.all.weight > 0 ? metric.compute(facts) : undefinedInterval;
  }
  return result;
}
