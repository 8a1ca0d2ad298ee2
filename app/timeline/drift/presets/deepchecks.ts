import { alignCounts } from '../categories/alignCounts.ts';
import { ks } from '../numbers/ks.ts';
import { balancedCramersV } from '../shares/balancedCramersV.ts';
import { settleByShare, withoutAnswer, type DriftPreset } from './preset.ts';

/** Fewer rows with a value in either sample have no score. */
const FEWEST_ROWS = 10;

const THRESHOLD = 0.2;

/** Categories below this share of the reference are taken together. */
const LEAST_SHARE = 0.01;

/**
 * What Deepchecks' FeatureDrift does by default: the Kolmogorov-Smirnov statistic of numbers, the bias-corrected Cramér's V of
 * categories with the larger sample scaled down to the smaller. Missing values are left out.
 */
export const deepchecks: DriftPreset = {
  name: 'deepchecks',
  title: 'Deepchecks',
  explains:
    'Kolmogorov-Smirnov statistic of numbers, Cramér’s V of categories: drift from 0.2 on. The dataset drifts with any one column.',
  compare(column) {
    const method = column.kind === 'number' ? 'Kolmogorov-Smirnov statistic' : 'Cramér’s V';
    if (column.reference.n < FEWEST_ROWS || column.current.n < FEWEST_ROWS) return withoutAnswer(method, THRESHOLD);
    let score: number;
    if (column.kind === 'number') score = ks.compare(column.reference, column.current).score;
    else {
      const { reference, current } = alignCounts(column.reference, column.current);
      score = balancedCramersV(reference, current, { minimumShare: LEAST_SHARE });
    }
    const verdict = score >= THRESHOLD ? 'drift' : 'none';
    return { method, score, threshold: THRESHOLD, pValue: null, verdict, chance: null };
  },
  settle: (columns) => settleByShare(columns, 0),
};
