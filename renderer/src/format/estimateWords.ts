import type { DriftEstimate, DriftTogether } from '../../../app/api/schemas/drift';

/** How a figure without labels was come by: its name in keys and tables, and in a sentence. */
export const estimateWords: Record<DriftEstimate['method'], { short: string; explains: string; spread: string }> = {
  cbpe: { short: 'CBPE', explains: 'CBPE, from the calibrated scores', spread: 'three sampling errors' },
  dle: { short: 'DLE', explains: 'DLE, boosted trees that tell the loss of a row', spread: 'three sampling errors' },
  'importance-weighting': {
    short: 'weighted reference',
    explains: 'the labelled reference, its rows weighted to look like the window',
    spread: '95 % interval',
  },
};

export const togetherWords: Record<DriftTogether['method'], { title: string; explains: string }> = {
  'domain-classifier': {
    title: 'Domain classifier, ROC AUC',
    explains: 'how well trees tell a row of the window from one of the reference: 0.5 = not at all, 1 = always',
  },
  'pca-reconstruction': {
    title: 'PCA reconstruction error',
    explains: 'how far rows lie from the main directions of the reference: it rises when columns no longer go together',
  },
};
