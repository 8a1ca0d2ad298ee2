import { sturgesBins } from '../bins/sturgesBins.ts';
import { valueCounts } from '../bins/valueCounts.ts';
import { alignCounts } from '../categories/alignCounts.ts';
import { ks } from '../numbers/ks.ts';
import { wasserstein } from '../numbers/wasserstein.ts';
import type { NumberSample } from '../samples.ts';
import { chiSquareFit } from '../shares/chiSquareFit.ts';
import type { CountPair } from '../shares/countPair.ts';
import { jensenShannon } from '../../../metrics/shares/jensenShannon.ts';
import { proportionZ } from '../shares/proportionZ.ts';
import { settleByShare, withoutAnswer, type ColumnDrift, type DriftPreset } from './preset.ts';

/** Up to so many reference rows it tests, beyond it measures. */
const TESTED_UP_TO = 1000;

/** Numbers with no more values than that are taken for categories. */
const FEW_VALUES = 5;

const LEVEL = 0.05;
const DISTANCE = 0.1;
const DRIFTED_SHARE = 0.5;

/**
 * What Evidently does by default (DataDriftPreset; _get_default_stattest in legacy/calculations/stattests/registry.py). The method
 * hangs on the reference rows with a value and on the number of values in both samples; missing values are left out. Its
 * chi-squared test takes the reference for exact, so that one row of a new category gives p 0.
 */
export const evidently: DriftPreset = {
  name: 'evidently',
  title: 'Evidently',
  explains:
    'Up to 1000 reference rows a test at 0.05 (Kolmogorov-Smirnov, chi-squared, or z for two values), beyond a distance of 0.1 (Wasserstein in standard deviations, Jensen-Shannon). The dataset drifts with half of its columns.',
  compare(column) {
    const { reference, current } = column;
    if (reference.n === 0 || current.n === 0) return withoutAnswer('no values', null);
    const isTested = reference.n <= TESTED_UP_TO;
    if (column.kind === 'category') {
      const counts = alignCounts(column.reference, column.current);
      return isTested ? testOfCounts(counts) : jensenShannonOf(counts);
    }
    // Lining up hundreds of thousands of values only to find that they are more than five would be most of the work.
    if (Math.max(column.reference.values.length, column.current.values.length) > FEW_VALUES) {
      return compareNumbers(column.reference, column.current, isTested);
    }
    const counts = valueCounts(column.reference, column.current);
    if (counts.reference.length > FEW_VALUES) return compareNumbers(column.reference, column.current, isTested);
    return isTested ? testOfCounts(counts) : jensenShannonOf(sturgesBins(column.reference, column.current));
  },
  settle: (columns) => settleByShare(columns, DRIFTED_SHARE),
};

function compareNumbers(reference: NumberSample, current: NumberSample, isTested: boolean): ColumnDrift {
  if (!isTested) return byDistance('Wasserstein distance, normed', wasserstein.compare(reference, current).score);
  return byPValue('Kolmogorov-Smirnov p', ks.compare(reference, current).pValue, true);
}

function testOfCounts({ reference, current }: CountPair): ColumnDrift {
  if (reference.length > 2) return byPValue('chi-squared p', chiSquareFit(reference, current).pValue);
  return byPValue('z test p', reference.length === 1 ? 1 : proportionZ(reference, current).pValue);
}

function jensenShannonOf({ reference, current }: CountPair): ColumnDrift {
  return byDistance('Jensen-Shannon distance, natural logarithm', jensenShannon(reference, current, 'e'));
}

/** Its score is the p-value. @param orEqual only its Kolmogorov-Smirnov test alarms at the level itself */
function byPValue(method: string, pValue: number | null, orEqual = false): ColumnDrift {
  const isDrift = pValue !== null && (orEqual ? pValue <= LEVEL : pValue < LEVEL);
  return { method, score: pValue, threshold: LEVEL, pValue, verdict: isDrift ? 'drift' : 'none', chance: null };
}

function byDistance(method: string, score: number): ColumnDrift {
  return { method, score, threshold: DISTANCE, pValue: null, verdict: score >= DISTANCE ? 'drift' : 'none', chance: null };
}
