import type { Metrics } from '../../api/schemas/runs.ts';
import { computeClassificationMetrics } from '../../metrics/classificationMetrics.ts';
import { ClassificationTally } from '../../metrics/classificationTally.ts';
import { rankRows } from '../../metrics/evaluateRows.ts';
import { computeRegressionMetrics } from '../../metrics/regressionMetrics.ts';
import { RegressionTally } from '../../metrics/regressionTally.ts';
import type { ClassificationRows, RegressionRows } from '../../metrics/rows.ts';
import { effectiveRows } from '../../metrics/weightedSum.ts';
import type { DomainClassification } from './domainClassifier.ts';

/**
 * Where the window is this many times as dense as the reference, the reference has next to nothing to say; and no row of it counts for
 * more than this many rows.
 */
const LARGEST_RATIO = 50;

export interface ImportanceWeights {
  /** One a reference row, their mean 1. */
  weights: Float64Array;
  /** Kish's number of equal rows that the weighted reference is worth. */
  effectiveRows: number;
  /** Share of the window's rows that lie where the window is more than 50 times as dense as the reference; NaN (as all else) without probabilities. */
  outsideSupport: number;
}

/**
 * Weights that make the reference look like the window, from a classifier of the two (Sugiyama, Suzuki and Kanamori 2012; Bickel,
 * Brückner and Scheffer 2009): density ratio w(x) = P(window | x) / P(reference | x) × reference rows / window rows, of probabilities
 * that are out-of-fold, at most 50, scaled to a mean of 1. The metrics of the reference under these weights are what to expect of
 * the window while labels depend on the columns as before, and as far as the reference reaches: `outsideSupport` is
 * the share of the window for which it does not, and figures are not to be trusted when that is more than little.
 */
export function importanceWeights({ ofReference, ofWindow }: DomainClassification): ImportanceWeights {
  const sizes = ofReference.length / ofWindow.length;
  const ratio = (p: number): number => (p / (1 - p)) * sizes;
  const weights = ofReference.map((p) => Math.min(LARGEST_RATIO, ratio(p)));
  const weight = weights.reduce((sum, w) => sum + w, 0);
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  const mean = weight / weights.length;
  return {
    weights: mean > 0 ? weights.map((w) => w / mean) : weights,
    effectiveRows: effectiveRows({ weight, squares }),
    outsideSupport: ofWindow.reduce((sum, p) => sum + (p === p ? Number(ratio(p) > LARGEST_RATIO) : NaN), 0) / ofWindow.length,
  };
}

/**
 * Every metric of the weighted reference by the formulas of labelled rows. The intervals are for the effective number of rows; they do not
 * tell how wrong the weights may be.
 *
 * @param weights of importanceWeights; those the rows have of their own multiply them
 */
export function weightedClassification(
  rows: ClassificationRows,
  weights: Float64Array,
  options: { classCount: number; positive: number | null },
): Metrics {
  const { classCount, positive } = options;
  const weighted = { ...rows, weight: product(weights, rows.weight) };
  const tally = new ClassificationTally({ classCount, positive, hasScores: rows.scores !== null });
  tally.add(weighted);
  const ranked = positive === null ? Array.from({ length: classCount }, (_, k) => k) : [positive];
  const ranks = ranked.map((k) => rankRows(weighted, classCount, k, { curves: false, oneOfMany: positive === null }));
  return computeClassificationMetrics(tally, rows.scores ? ranks : null);
}

/** Likewise; without the median of absolute errors. */
export function weightedRegression(rows: RegressionRows, weights: Float64Array): Metrics {
  const tally = new RegressionTally();
  tally.add({ ...rows, weight: product(weights, rows.weight) });
  return computeRegressionMetrics(tally, null);
}

function product(weights: Float64Array, own: Float64Array | null): Float64Array {
  return own ? weights.map((weight, row) => weight * (own[row] as number)) : weights;
}
