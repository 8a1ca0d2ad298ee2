import { undefinedInterval } from '../../metrics/interval.ts';
import type { DriftEstimate } from '../../api/schemas/drift.ts';
import type { MetricName, Metrics } from '../../api/schemas/runs.ts';
import type { DomainClassification } from '../../timeline/estimates/domainClassifier.ts';
import { importanceWeights, weightedClassification, weightedRegression } from '../../timeline/estimates/importanceWeighting.ts';
import type { ComparedPredictions } from '../comparedPredictions.ts';
import type { WatchedMetrics } from '../watchedMetrics.ts';

/** Fewer rows of the reference than these, once weighted, tell nothing. */
const leastEffective = 30;

/**
 * The metrics of the labelled reference, its rows weighted to look like each window. Null where the reference has too few rows
 * that look like the window at all.
 *
 * @param about.places of the rows of the reference that the classifier saw
 * @param about.windows what the classifier made of each; null = an empty one
 * @param about.overall of all windows but the reference
 */
export function weightedReference(about: {
  predictions: ComparedPredictions;
  places: Int32Array;
  figures: WatchedMetrics;
  windows: readonly (DomainClassification | null)[];
  overall: DomainClassification | null;
}): DriftEstimate[] {
  const { predictions, places, figures } = about;
  if (!predictions.actual) return [];
  const weigh = weigher(predictions, places);
  const figuresOf = (told: DomainClassification | null): { metrics: Partial<Metrics>; outside: number | null } => {
    if (!told || !Number.isFinite(told.rocAuc)) return { metrics: {}, outside: null };
    const { weights, effectiveRows, outsideSupport } = importanceWeights(told);
    return { metrics: effectiveRows < leastEffective ? {} : weigh(weights), outside: outsideSupport };
  };
  const windows = about.windows.map(figuresOf);
  const overall = figuresOf(about.overall).metrics;
  const names = Object.keys(figures.reference) as MetricName[];
  return names
    .filter((metric) => figures.reference[metric]?.value != null && windows.some(({ metrics }) => metrics[metric]?.value != null))
    .map((metric) => ({
      method: 'importance-weighting',
      metric,
      ...(overall[metric] ?? undefinedInterval),
      windows: windows.map(({ metrics }) => metrics[metric] ?? undefinedInterval),
      realized: figures.windows.map((one) => one[metric] ?? undefinedInterval),
      reference: figures.reference[metric] ?? undefinedInterval,
      outsideSupport: windows.map(({ outside }) => outside),
    }));
}

function weigher(
  { predicted, actual, scores, classes, positive }: ComparedPredictions,
  places: Int32Array,
): (weights: Float64Array) => Metrics {
  const rowCount = places.length;
  if (predicted instanceof Float64Array && actual instanceof Float64Array) {
    const taken = (values: Float64Array): Float64Array => Float64Array.from(places, (at) => values[at] as number);
    const rows = { rowCount, actual: taken(actual), predicted: taken(predicted), weight: null };
    return (weights) => weightedRegression(rows, weights);
  }
  const ofClass = scores && new Float64Array(rowCount * classes.length);
  if (ofClass) {
    scores.forEach((score, k) => {
      places.forEach((at, row) => (ofClass[row * classes.length + k] = score[at] as number));
    });
  }
  const codes = (values: ArrayLike<number> | null): Int32Array => places.map((at) => values?.[at] ?? -1);
  const rows = { rowCount, actual: codes(actual), predicted: codes(predicted), scores: ofClass, weight: null };
  return (weights) => weightedClassification(rows, weights, { classCount: classes.length, positive });
}
