import type { DriftEstimate, DriftTogether } from './schemas/drift.ts';

/** How a figure without labels was come by. */
export const estimateNames: Record<DriftEstimate['method'], string> = {
  cbpe: 'CBPE',
  dle: 'DLE',
  'importance-weighting': 'weighted reference',
};

export const togetherTitles: Record<DriftTogether['method'], string> = {
  'domain-classifier': 'Domain classifier, ROC AUC',
  'pca-reconstruction': 'PCA reconstruction error',
};
