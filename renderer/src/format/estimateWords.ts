import { estimateNames, togetherTitles } from '../../../app/api/driftWords';
import type { DriftEstimate, DriftTogether } from '../../../app/api/schemas/drift';

/** How a figure without labels was come by: its name in keys and tables, and in a sentence. */
export const estimateWords: Record<DriftEstimate['method'], { short: string; explains: string; spread: string }> = {
  cbpe: { short: estimateNames.cbpe, explains: 'CBPE, from the calibrated scores', spread: 'three sampling errors' },
  dle: { short: estimateNames.dle, explains: 'DLE, boosted trees that tell the loss of a row', spread: 'three sampling errors' },
  'importance-weighting': {
    short: estimateNames['importance-weighting'],
    explains: 'the labelled reference, its rows weighted to look like the window',
    spread: '95 % interval',
  },
  'stress-replay': {
    short: estimateNames['stress-replay'],
    explains: 'the faults that the window looks like, put on labelled rows of the reference',
    spread: '95 % interval',
  },
};

export const togetherWords: Record<DriftTogether['method'], { title: string; explains: string }> = {
  'domain-classifier': {
    title: togetherTitles['domain-classifier'],
    explains: 'how well trees tell a row of the window from one of the reference: 0.5 = not at all, 1 = always',
  },
  'pca-reconstruction': {
    title: togetherTitles['pca-reconstruction'],
    explains: 'how far rows lie from the main directions of the reference: it rises when columns no longer go together',
  },
};
