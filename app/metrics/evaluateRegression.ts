import type { Evaluation } from '../api/schemas/runs.ts';
import { computeRegressionMetrics } from './regressionMetrics.ts';
import type { RegressionTally } from './regressionTally.ts';
import type { ResidualPass } from './residualPass.ts';
import type { SortedMedian } from './sortedMedian.ts';

export interface RegressionEvaluation {
  tally: RegressionTally;
  /** Of the absolute residuals of the judged rows. Null = leave medianAe out. */
  median: SortedMedian | null;
  /** Null = no residual histogram and no baseline. */
  second: ResidualPass | null;
}

/** Puts the figures of a set of rows together. Figures that the rows do not define are null. */
export function evaluateRegression({ tally, median, second }: RegressionEvaluation): Evaluation {
  const metrics = computeRegressionMetrics(tally, median);
  return {
    rows: tally.rows,
    labelled: tally.labelled,
    metrics,
    ...(second
      ? {
          residuals: {
            histogram: { edges: [...second.edges], counts: [...second.counts] },
            sample: tally.sample?.rows() ?? [],
          },
        }
      : {}),
    ...(second && tally.judged > 0
      ? { baseline: { strategy: 'always the mean label', metrics: computeRegressionMetrics(second.baseline, null) } }
      : {}),
    unknownLabels: [],
  };
}
