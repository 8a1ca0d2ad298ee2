import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, undefinedInterval, unitRange, withoutInterval, Z95 } from './interval.ts';
import { logistic, logit } from './logit.ts';
import type { ClassFigure } from './macroAverage.ts';
import { studentQuantile95 } from './studentQuantile.ts';

/** Parts of DeLong's variance that come from either class, and the (effective) rows of the class. */
export interface AucSpread {
  ofPositives: number;
  ofNegatives: number;
  positives: number;
  negatives: number;
}

/**
 * Interval of an area under the ROC curve: symmetric on the logit scale with DeLong's variance, its degrees of
 * freedom by Satterthwaite (as in Brunner and Munzel 2000), which matters when a class is rare. Where that variance is zero (perfect separation) it says nothing, and Newcombe's score interval takes over
 * (method 5 of R. G. Newcombe, Statistics in Medicine 25, 2006).
 */
export function aucInterval(value: number, spread: AucSpread): Interval {
  const { ofPositives, ofNegatives, positives, negatives } = spread;
  const variance = ofPositives + ofNegatives;
  if (!Number.isFinite(value)) return undefinedInterval;
  if (!(positives > 1 && negatives > 1)) return withoutInterval(value);
  if (!(variance > 0) || value <= 0 || value >= 1) {
    const [low, high] = newcombe(value, positives, negatives);
    return intervalOf(value, low, high, unitRange);
  }
  const half = (studentQuantile95(Math.max(1, degreesOf(spread))) * Math.sqrt(variance)) / (value * (1 - value));
  return intervalOf(value, logistic(logit(value) - half), logistic(logit(value) + half), unitRange);
}

/**
 * The area of one class on its way into a mean over classes: bounds as above but with the normal quantile, the degrees of freedom
 * apart. A single row of a class has no variance of its own; van Dantzig's bound θ (1 - θ) / rows of the rarer class stands in.
 */
export function aucFigure(value: number, spread: AucSpread): ClassFigure | null {
  const { ofPositives, ofNegatives, positives, negatives } = spread;
  if (!Number.isFinite(value)) return null;
  const known = positives > 1 && negatives > 1;
  const variance = known ? ofPositives + ofNegatives : (value * (1 - value)) / Math.min(positives, negatives);
  if (!(variance > 0) || value <= 0 || value >= 1) {
    const [low, high] = newcombe(value, positives, negatives);
    return { value, centre: value, low, high, degrees: Infinity };
  }
  const half = (Z95 * Math.sqrt(variance)) / (value * (1 - value));
  return {
    value,
    centre: value,
    low: logistic(logit(value) - half),
    high: logistic(logit(value) + half),
    degrees: known ? degreesOf(spread) : Infinity,
  };
}

/** Satterthwaite's. */
function degreesOf({ ofPositives, ofNegatives, positives, negatives }: AucSpread): number {
  return (ofPositives + ofNegatives) ** 2 / (ofPositives ** 2 / (positives - 1) + ofNegatives ** 2 / (negatives - 1));
}

/** The areas θ with |value - θ| = z √V(θ), by bisection; V is Hanley and McNeil's variance with mean sample size. */
function newcombe(value: number, positives: number, negatives: number): [number, number] {
  const half = (positives + negatives) / 2 - 1;
  const inside = (theta: number): boolean => {
    const spread = 1 + (half * (1 - theta)) / (2 - theta) + (half * theta) / (1 + theta);
    return Math.abs(value - theta) <= Z95 * Math.sqrt((theta * (1 - theta) * spread) / (positives * negatives));
  };
  const edge = (outside: number): number => {
    if (outside === value) return value;
    let out = outside;
    let within = value;
    for (let step = 0; step < 60; step++) {
      const middle = (out + within) / 2;
      if (inside(middle)) within = middle;
      else out = middle;
    }
    return within;
  };
  return [edge(0), edge(1)];
}
