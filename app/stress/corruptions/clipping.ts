import { quantileOfSorted } from '../../metrics/sortNumbers.ts';
import { percent } from '../amounts.ts';
import { statisticsOf } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { eachNumber, isQuantity } from '../eachColumn.ts';

/** To the quantiles `amount` and 1 - `amount` of the clean column (linear interpolation). */
export const clipping: Corruption = {
  id: 'clipping',
  title: 'Clipped',
  family: 'values',
  help: 'A sensor saturates, or a system caps what it takes: low and high numbers all become the limit.',
  amounts: [0.01, 0.05, 0.1, 0.15, 0.25],
  says: (amount, place = '') => `the lowest and the highest ${percent(amount)} of the numbers${place} cut off at the limit`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) =>
    eachNumber(request, ({ column }) => {
      const { sorted } = statisticsOf(column);
      const low = quantileOfSorted(sorted, request.amount);
      const high = quantileOfSorted(sorted, 1 - request.amount);
      return (value) => (value < low ? low : value > high ? high : undefined);
    }),
};
