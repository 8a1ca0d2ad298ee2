import { quantileOfSorted } from '../../metrics/sortNumbers.ts';
import { percent } from '../amounts.ts';
import { statisticsOf } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { eachNumber, isQuantity } from '../eachColumn.ts';

/**
 * To the nearest of the levels q01 + k · step, where the step is `amount` of the way from the 1st to the 99th percentile of the
 * clean column (so that one outlier does not swallow the rest): 21, 11, 5, 3 and 2 levels between those two.
 */
export const rounding: Corruption = {
  id: 'rounding',
  title: 'Rounded',
  family: 'values',
  help: 'Numbers are kept with fewer digits, or as classes of a form ("20 to 30"): close values become the same.',
  amounts: [0.05, 0.1, 0.25, 0.5, 1],
  says: (amount, place = '') => `rounding to steps of ${percent(amount)} of the usual range${place}`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) =>
    eachNumber(request, ({ column }) => {
      const { sorted } = statisticsOf(column);
      const low = quantileOfSorted(sorted, 0.01);
      const step = request.amount * (quantileOfSorted(sorted, 0.99) - low);
      return (value) => (step > 0 && Number.isFinite(value) ? low + Math.round((value - low) / step) * step : undefined);
    }),
};
