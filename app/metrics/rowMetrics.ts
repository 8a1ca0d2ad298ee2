// Every metric of rows that lie in memory, without what a report draws besides (curves, histograms): for figures by the hundred.
import type { Metrics } from '../api/schemas/runs.ts';
import { rankCorrelations } from './classCorrelations.ts';
import { computeClassificationMetrics } from './classificationMetrics.ts';
import { ClassificationTally } from './classificationTally.ts';
import { medianOfRows, rankRows } from './evaluateRows.ts';
import { computeRegressionMetrics } from './regressionMetrics.ts';
import { RegressionTally } from './regressionTally.ts';
import type { ClassificationRows, RegressionRows } from './rows.ts';
import { ScoreSample } from './scoreSample.ts';

/** As evaluateClassificationRows: the same values and intervals. */
export function classificationMetricsOfRows(rows: ClassificationRows, classCount: number, positive: number | null): Metrics {
  const tally = new ClassificationTally({ classCount, positive, hasScores: rows.scores !== null });
  tally.add(rows);
  if (!rows.scores) return computeClassificationMetrics(tally, null);
  const ranked = positive === null ? Array.from({ length: classCount }, (_, k) => k) : [positive];
  const ranks = ranked.map((k) => rankRows(rows, classCount, k, { curves: false, oneOfMany: positive === null }));
  if (positive !== null) return computeClassificationMetrics(tally, ranks);
  const sample = new ScoreSample(classCount, 0);
  sample.add(rows, 0);
  return computeClassificationMetrics(tally, ranks, rankCorrelations(sample));
}

/** As evaluateRegressionRows: the same values and intervals. */
export function regressionMetricsOfRows(rows: RegressionRows): Metrics {
  const tally = new RegressionTally({ sampleRows: 0 });
  tally.add(rows);
  return computeRegressionMetrics(tally, medianOfRows(rows, tally));
}
