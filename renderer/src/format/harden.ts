import type { Interval } from '../../../app/api/schemas/common';
import type { HardenKind, HardenMetric } from '../../../app/api/schemas/harden';
import { metricFacts } from './metrics';

export const hardenKindLabels: Record<HardenKind, string> = {
  calibration: 'Calibration of scores',
  threshold: 'Decision threshold',
  abstain: 'Gate for unsure answers',
  imputation: 'What stands for missing cells',
  sentinels: 'Disguised missing cells',
  unit: 'Numbers in another unit',
  clip: 'Range of numbers',
  category: 'Spelling of categories',
};

export function hardenMetricLabel(metric: HardenMetric): string {
  if (metric === 'cost') return 'Cost a row';
  return metric === 'accuracyAnswered' ? 'Accuracy of the answers that are not marked' : metricFacts[metric].label;
}

export function gainText({ value, low, high }: Interval): string {
  const digits = (x: number): string => `${x > 0 ? '+' : x < 0 ? '−' : ''}${Math.abs(x).toFixed(4)}`;
  if (value === null) return '–';
  // What is in brackets stays on one line.
  return low === null || high === null ? digits(value) : `${digits(value)} (${digits(low)}\u00a0to\u00a0${digits(high)})`;
}
