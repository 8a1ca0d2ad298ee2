import { shareOfCells, shares } from '../amounts.ts';
import { statisticsOf } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { hitNumbers, isQuantity } from '../eachColumn.ts';

/** The mean plus or minus six standard deviations of the clean column, either with the same chance. */
export const outliers: Corruption = {
  id: 'outliers',
  title: 'Outliers',
  family: 'values',
  help: 'Typing errors and glitches: single numbers lie far outside of what is usual.',
  amounts: shares,
  says: (amount, place) => `${shareOfCells(amount, place)} six standard deviations off the mean`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) =>
    hitNumbers(request, ({ name, column }) => {
      const { mean, std } = statisticsOf(column);
      const side = request.draws.second(name, 'side');
      return (_, row) => (side(row) < 0.5 ? mean - 6 * std : mean + 6 * std);
    }),
};
