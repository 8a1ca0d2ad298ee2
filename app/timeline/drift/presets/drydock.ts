import { adjustedPValues } from '../../../metrics/benjaminiHochberg.ts';
import { categoryShift } from '../calibrated/categoryShift.ts';
import { missingShift, settleMissing } from '../calibrated/missingShift.ts';
import { numberShift } from '../calibrated/numberShift.ts';
import { effectThresholds, verdictOf, type DriftVerdict } from '../calibrated/verdict.ts';
import { withoutAnswer, type ColumnComparison, type ColumnDrift, type DatasetDrift, type DriftPreset } from './preset.ts';

const methods = { number: 'Wasserstein distance in standard deviations', category: 'Jensen-Shannon distance, base 2' };

/**
 * Drydock's own: see calibrated/verdict.ts. The dataset drifts with any column that does: as the columns' p-values are adjusted for
 * their number, the chance that any of them is called so without a change is kept at 5 %, however many there are.
 */
export const drydock: DriftPreset = {
  name: 'drydock',
  title: 'Drydock',
  explains:
    'Drift is a change that chance does not make at these numbers of rows (permutation test, adjusted for the number of tests, 0.05) and that is large enough to matter: of the values by 0.1, of the share of missing cells by 5 points. Any drifted column makes the dataset drift.',
  compare(column, seed) {
    const method = methods[column.kind];
    const threshold = effectThresholds[column.kind];
    const [n, m] = [column.reference.n, column.current.n];
    const missing = missingOf(column);
    if (n === 0 || m === 0) return { ...withoutAnswer(method, threshold), ...missing };
    const shift =
      column.kind === 'number'
        ? numberShift(column.reference, column.current, seed)
        : categoryShift(column.reference, column.current, seed);
    const { distance, pValue, band, isBound, draws } = shift;
    const chance = { reference: n, current: m, band, isBound, draws, adjustedPValue: null };
    // Of this column alone; `settle` knows of the others.
    const verdict = verdictOf({ effect: distance, threshold, pValue, adjustedPValue: pValue });
    return { method, score: distance, threshold, pValue, verdict, chance, ...missing };
  },
  settle(columns) {
    const tests = columns.map(({ pValue, missing }) => [pValue, missing?.pValue ?? null]);
    const adjusted = adjustedPValues(tests.flat().filter((pValue) => pValue !== null));
    let at = 0;
    const settled = columns.map((column, i) => {
      const [ofValues, ofMissing] = (tests[i] ?? []).map((pValue) => (pValue === null ? null : (adjusted[at++] as number)));
      return settleMissingCells(settleValues(column, ofValues ?? null), ofMissing ?? null);
    });
    return datasetOf(settled);
  },
};

/** Nothing where no cell is missing on either side: there is nothing to test, and no reason to test the others more strictly. */
function missingOf({ reference, current }: ColumnComparison): Pick<ColumnDrift, 'missing'> {
  return reference.missing + current.missing === 0 ? {} : { missing: missingShift(reference, current) };
}

function settleValues(column: ColumnDrift, adjustedPValue: number | null): ColumnDrift {
  const { score, threshold, pValue, chance } = column;
  if (score === null || threshold === null || pValue === null || chance === null || adjustedPValue === null) return column;
  const verdict = verdictOf({ effect: score, threshold, pValue, adjustedPValue });
  return { ...column, verdict, chance: { ...chance, adjustedPValue } };
}

const ranks: Record<DriftVerdict, number> = { none: 0, possible: 1, drift: 2 };

/** A column drifts that keeps its values and loses its cells: the verdict is the graver of both. */
function settleMissingCells(column: ColumnDrift, adjustedPValue: number | null): ColumnDrift {
  if (!column.missing || adjustedPValue === null) return column;
  const missing = settleMissing(column.missing, adjustedPValue);
  if (ranks[missing.verdict] <= ranks[column.verdict]) return { ...column, missing };
  return { ...column, missing, verdict: missing.verdict, isOfMissing: true };
}

function datasetOf(columns: ColumnDrift[]): DatasetDrift {
  const scored = columns.filter(({ score, verdict }) => score !== null || verdict !== 'none').length;
  const drifted = columns.filter(({ verdict }) => verdict === 'drift').length;
  const isPossible = columns.some(({ verdict }) => verdict === 'possible');
  return {
    columns,
    share: scored > 0 ? drifted / scored : 0,
    verdict: drifted > 0 ? 'drift' : isPossible ? 'possible' : 'none',
  };
}
