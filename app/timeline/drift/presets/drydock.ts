import { adjustedPValues } from '../../../metrics/benjaminiHochberg.ts';
import { categoryShift } from '../calibrated/categoryShift.ts';
import { numberShift } from '../calibrated/numberShift.ts';
import { effectThresholds, verdictOf } from '../calibrated/verdict.ts';
import { withoutAnswer, type ColumnDrift, type DatasetDrift, type DriftPreset } from './preset.ts';

const methods = { number: 'Wasserstein distance in standard deviations', category: 'Jensen-Shannon distance, base 2' };

/**
 * Drydock's own: see calibrated/verdict.ts. The dataset drifts with any column that does: as the columns' p-values are adjusted for
 * their number, the chance that any of them is called so without a change is kept at 5 %, however many there are.
 */
export const drydock: DriftPreset = {
  name: 'drydock',
  title: 'Drydock',
  explains:
    'Drift is a change that chance does not make at these numbers of rows (permutation test, adjusted for the number of columns, 0.05) and that is large enough to matter (0.1). Any drifted column makes the dataset drift.',
  compare(column, seed) {
    const method = methods[column.kind];
    const threshold = effectThresholds[column.kind];
    const [n, m] = [column.reference.n, column.current.n];
    if (n === 0 || m === 0) return withoutAnswer(method, threshold);
    const shift =
      column.kind === 'number'
        ? numberShift(column.reference, column.current, seed)
        : categoryShift(column.reference, column.current, seed);
    const { distance, pValue, band, isBound, draws } = shift;
    const chance = { reference: n, current: m, band, isBound, draws, adjustedPValue: null };
    // Of this column alone; `settle` knows of the others.
    const verdict = verdictOf({ effect: distance, threshold, pValue, adjustedPValue: pValue });
    return { method, score: distance, threshold, pValue, verdict, chance };
  },
  settle(columns) {
    const known = columns.flatMap(({ pValue }) => (pValue === null ? [] : [pValue]));
    const adjusted = adjustedPValues(known);
    let at = 0;
    const settled = columns.map((column) => (column.pValue === null ? column : settleColumn(column, adjusted[at++] as number)));
    return datasetOf(settled);
  },
};

function settleColumn(column: ColumnDrift, adjustedPValue: number): ColumnDrift {
  const { score, threshold, pValue, chance } = column;
  if (score === null || threshold === null || pValue === null || chance === null) return column;
  const verdict = verdictOf({ effect: score, threshold, pValue, adjustedPValue });
  return { ...column, verdict, chance: { ...chance, adjustedPValue } };
}

function datasetOf(columns: ColumnDrift[]): DatasetDrift {
  const scored = columns.filter(({ score }) => score !== null).length;
  const drifted = columns.filter(({ verdict }) => verdict === 'drift').length;
  const isPossible = columns.some(({ verdict }) => verdict === 'possible');
  return {
    columns,
    share: scored > 0 ? drifted / scored : 0,
    verdict: drifted > 0 ? 'drift' : isPossible ? 'possible' : 'none',
  };
}
