import type { Interval } from '../../../app/api/schemas/common';
import type { MetricName } from '../../../app/api/schemas/runs';
import { number, percent } from './numbers';

export interface MetricFacts {
  label: string;
  help: string;
  /** What better means: a larger or a smaller figure. */
  better: 'higher' | 'lower';
  /** The range a figure can take; null = in the units of the target. */
  range: [number, number] | null;
}

/** Words for every metric of the contract, in the order they are shown. */
export const metricFacts: Record<MetricName, MetricFacts> = {
  accuracy: { label: 'Accuracy', help: 'Share of labelled rows predicted right.', better: 'higher', range: [0, 1] },
  balancedAccuracy: {
    label: 'Balanced accuracy',
    help: 'Mean recall over the classes: a rare class counts as much as a common one.',
    better: 'higher',
    range: [0, 1],
  },
  precision: { label: 'Precision', help: 'Of the rows predicted positive, the share that is.', better: 'higher', range: [0, 1] },
  recall: { label: 'Recall', help: 'Of the truly positive rows, the share that was found.', better: 'higher', range: [0, 1] },
  f1: { label: 'F1', help: 'Harmonic mean of precision and recall.', better: 'higher', range: [0, 1] },
  rocAuc: {
    label: 'ROC AUC',
    help: 'Chance that a random positive row scores above a random negative one; 0.5 is guessing.',
    better: 'higher',
    range: [0, 1],
  },
  averagePrecision: {
    label: 'Average precision',
    help: 'Area under precision over recall; guessing gives the share of positives.',
    better: 'higher',
    range: [0, 1],
  },
  mcc: {
    label: 'Matthews correlation',
    help: 'Correlation of prediction and truth, −1 to 1; 0 is guessing.',
    better: 'higher',
    range: [-1, 1],
  },
  logLoss: { label: 'Log loss', help: 'Punishes confident mistakes; 0 is perfect.', better: 'lower', range: null },
  brier: { label: 'Brier score', help: 'Mean squared error of the probability; 0 is perfect.', better: 'lower', range: null },
  ece: {
    label: 'Calibration error',
    help: 'Expected gap between predicted probability and what happened.',
    better: 'lower',
    range: null,
  },
  mae: { label: 'Mean absolute error', help: 'Average size of the error, in units of the target.', better: 'lower', range: null },
  rmse: { label: 'RMSE', help: 'Root mean squared error: large errors weigh more.', better: 'lower', range: null },
  r2: { label: 'R²', help: 'Share of variance explained; 0 is as good as the mean.', better: 'higher', range: null },
  mape: { label: 'Mean absolute % error', help: 'Average error relative to the actual value.', better: 'lower', range: null },
  medianAe: { label: 'Median absolute error', help: 'Half of the rows are off by less than this.', better: 'lower', range: null },
};

export const metricOrder = Object.keys(metricFacts) as MetricName[];

/** Three decimals for shares, four digits otherwise. */
export function metricText(name: MetricName, value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (name === 'mape') return percent(value);
  const facts = metricFacts[name];
  if (facts.range || name === 'brier' || name === 'ece' || name === 'logLoss' || name === 'r2') {
    const text = value.toFixed(3);
    return text === '-0.000' ? '0.000' : text.replace('-', '−');
  }
  return number(value);
}

/** "0.812 to 0.846", or nothing to say. */
export function intervalText(name: MetricName, interval: Interval): string {
  if (interval.low === null || interval.high === null) return 'no interval';
  return `${metricText(name, interval.low)} to ${metricText(name, interval.high)}`;
}

/** The metrics a set of figures has, in the order they are shown. */
export function metricNames(metrics: Partial<Record<MetricName, Interval | undefined>>): MetricName[] {
  return metricOrder.filter((name) => metrics[name] !== undefined);
}
