// How much a model suffers from damage, as a share of what a baseline suffers: the mCE of ImageNet-C, for any metric.
import { metricCatalogue } from '../api/metricCatalogue.ts';
import type { CorruptionScore, StressMetric, StressReport } from '../api/schemas/stress.ts';

/**
 * The error that goes with a value of a metric: 1 - value where higher is better (accuracy 0.9 → 0.1), else the value itself.
 */
export function errorOf(metric: StressMetric, value: number): number {
  return isHigherBetter(metric) ? 1 - value : value;
}

export function isHigherBetter(metric: StressMetric): boolean {
  return metric === 'agreement' || (metricCatalogue.find(({ name }) => name === metric)?.higherIsBetter ?? true);
}

/**
 * CE_c = Σ_s E_s,c / Σ_s E^baseline_s,c over the severities s (Hendrycks and Dietterich, "Benchmarking neural network
 * robustness to common corruptions and perturbations", ICLR 2019, section 4.2). Null where a severity is missing or the
 * baseline makes no error at all.
 */
export function corruptionError(errors: readonly (number | null)[], ofBaseline: readonly (number | null)[]): number | null {
  const sum = (values: readonly (number | null)[]): number => values.reduce<number>((total, value) => total + (value ?? NaN), 0);
  if (errors.length === 0 || errors.length !== ofBaseline.length) return null;
  const ratio = sum(errors) / sum(ofBaseline);
  return Number.isFinite(ratio) ? ratio : null;
}

/** The mean of the corruption errors, as mCE; null without any. */
export function meanCorruptionError(errors: readonly (number | null)[]): number | null {
  const known = errors.filter((error) => error !== null);
  return known.length === 0 ? null : known.reduce((sum, error) => sum + error, 0) / known.length;
}

/** CE of one corruption against the same one of another run; null where either lacks a severity, or the damage is not the same. */
export function relativeTo(
  baseline: Pick<StressReport, 'metric' | 'corruptions'>,
  metric: StressMetric,
  corruption: Pick<CorruptionScore, 'name' | 'severities'>,
): number | null {
  const other = baseline.corruptions.find(({ name }) => name === corruption.name);
  if (!other || baseline.metric !== metric || corruption.severities.length !== 5 || other.severities.length !== 5) return null;
  if (other.severities.some(({ amount }, i) => amount !== corruption.severities[i]?.amount)) return null;
  const errors = ({ severities }: Pick<CorruptionScore, 'severities'>): (number | null)[] =>
    severities.map(({ score }) => (score.value === null ? null : errorOf(metric, score.value)));
  return corruptionError(errors(corruption), errors(other));
}
