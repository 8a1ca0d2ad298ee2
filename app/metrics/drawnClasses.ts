import type { ClassificationTally } from './classificationTally.ts';

/** Classes whose curves are drawn without being asked for, and points of all curves of several classes together. */
const mostClasses = 10;
const mostPoints = 2000;

/** The classes with most labelled rows (by weight), those without any left out, in the model's order. */
export function drawnClasses(tally: ClassificationTally): number[] {
  const weights = new Float64Array(tally.classCount);
  for (const { actual, weight } of tally.cells.cells()) {
    if (actual < tally.classCount) weights[actual] = (weights[actual] ?? 0) + weight;
  }
  return [...weights.keys()]
    .filter((k) => (weights[k] ?? 0) > 0)
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b)
    .slice(0, mostClasses)
    .sort((a, b) => a - b);
}

/** Points of each curve where so many classes are drawn, two curves each. */
export function pointsPerCurve(classes: number): number {
  return Math.min(500, Math.floor(mostPoints / (2 * Math.max(1, classes))));
}
