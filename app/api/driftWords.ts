import { metricCatalogue, type MetricCard } from './metricCatalogue.ts';
import type { Interval } from './schemas/common.ts';
import type { DriftEstimate, DriftTogether } from './schemas/drift.ts';
import type { StressMetric } from './schemas/stress.ts';

/** How a figure without labels was come by. */
export const estimateNames: Record<DriftEstimate['method'], string> = {
  cbpe: 'CBPE',
  dle: 'DLE',
  'importance-weighting': 'weighted reference',
  'stress-replay': 'stress replay',
};

export const togetherTitles: Record<DriftTogether['method'], string> = {
  'domain-classifier': 'Domain classifier, ROC AUC',
  'pca-reconstruction': 'PCA reconstruction error',
};

const units: Partial<Record<MetricCard['unit'], string>> = {
  nats: ' nats',
  target: ' in the unit of the label',
  relative: ' of the label',
};

/**
 * What the drift of a column costs, with metric and unit; a cost below zero is told as the gain that it is.
 * @param written a figure as it is shown where the words stand; the interval is told where there is one
 */
export function damageWords(
  metric: StressMetric,
  damage: Interval & { value: number },
  written: (value: number) => string,
): string {
  const isGain = damage.value < 0;
  const [low, high] = isGain ? [negated(damage.high), negated(damage.low)] : [damage.low, damage.high];
  const interval = low === null || high === null ? '' : ` (${written(low)} to ${written(high)})`;
  const amount = `${written(Math.abs(damage.value))}${interval}`;
  const card = metricCatalogue.find(({ name }) => name === metric);
  if (!card) return `a share of ${amount} of the answers changes`;
  return `${card.title} ${card.higherIsBetter === isGain ? 'higher' : 'lower'} by ${amount}${units[card.unit] ?? ''}`;
}

function negated(value: number | null): number | null {
  return value === null ? null : 0 - value;
}

/** What a list of such figures is headed by. */
export function damageTitle(metric: StressMetric): string {
  const card = metricCatalogue.find(({ name }) => name === metric);
  if (!card) return 'Share of answers that change by it';
  return `${card.title} lost by it${units[card.unit] === undefined ? '' : `,${units[card.unit]}`}`;
}
