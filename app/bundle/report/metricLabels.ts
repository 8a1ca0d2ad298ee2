import type { MetricName } from '../../api/schemas/runs.ts';

interface MetricInfo {
  label: string;
  what: string;
  better: 'higher' | 'lower';
  /** Natural range; null = open. */
  range: [number, number] | null;
}

const metrics: Record<MetricName, MetricInfo> = {
  accuracy: { label: 'Accuracy', what: 'share of rows predicted rightly', better: 'higher', range: [0, 1] },
  balancedAccuracy: { label: 'Balanced accuracy', what: 'mean recall of the classes', better: 'higher', range: [0, 1] },
  precision: { label: 'Precision', what: 'of those predicted positive, share that are', better: 'higher', range: [0, 1] },
  recall: { label: 'Recall', what: 'of the positive ones, share that were found', better: 'higher', range: [0, 1] },
  f1: { label: 'F1', what: 'harmonic mean of precision and recall', better: 'higher', range: [0, 1] },
  rocAuc: { label: 'ROC AUC', what: 'chance that a positive row scores above a negative one', better: 'higher', range: [0, 1] },
  averagePrecision: { label: 'Average precision', what: 'area under precision over recall', better: 'higher', range: [0, 1] },
  logLoss: { label: 'Log loss', what: 'surprise at the true class', better: 'lower', range: null },
  brier: { label: 'Brier score', what: 'squared error of the probabilities', better: 'lower', range: null },
  ece: { label: 'Calibration error', what: 'expected gap between score and outcome', better: 'lower', range: null },
  mcc: { label: 'Matthews correlation', what: 'correlation of prediction and truth', better: 'higher', range: [-1, 1] },
  mae: { label: 'Mean absolute error', what: 'mean size of the error', better: 'lower', range: null },
  rmse: { label: 'Root mean squared error', what: 'typical error, large ones weighing more', better: 'lower', range: null },
  r2: { label: 'R²', what: 'share of the variance explained', better: 'higher', range: null },
  mape: { label: 'Mean absolute percentage error', what: 'mean error relative to the truth', better: 'lower', range: null },
  medianAe: { label: 'Median absolute error', what: 'error of the middle row', better: 'lower', range: null },
};

export function metricInfo(name: MetricName): MetricInfo {
  return metrics[name];
}

export function metricLabel(name: MetricName): string {
  return metrics[name].label;
}
