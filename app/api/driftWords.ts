import { metricCatalogue, type MetricCard } from './metricCatalogue.ts';
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

/** What the drift of a column costs, with metric and unit. @param amount as a figure, perhaps with its interval */
export function damageWords(metric: StressMetric, amount: string): string {
  const card = metricCatalogue.find(({ name }) => name === metric);
  if (!card) return `a share of ${amount} of the answers changes`;
  return `${card.title} ${card.higherIsBetter ? 'lower' : 'higher'} by ${amount}${units[card.unit] ?? ''}`;
}

/** What a list of such figures is headed by. */
export function damageTitle(metric: StressMetric): string {
  const card = metricCatalogue.find(({ name }) => name === metric);
  if (!card) return 'Share of answers that change by it';
  return `${card.title} lost by it${units[card.unit] === undefined ? '' : `,${units[card.unit]}`}`;
}
