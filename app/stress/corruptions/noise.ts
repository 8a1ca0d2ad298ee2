import { deviations } from '../amounts.ts';
import { statisticsOf } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { eachNumber, isQuantity } from '../eachColumn.ts';

/** x + amount · s · z with z standard normal and s the standard deviation of the clean column. */
export const noise: Corruption = {
  id: 'noise',
  title: 'Noise',
  family: 'values',
  help: 'A cheaper or worn sensor, or rough estimates: every number is off by a normally distributed error.',
  amounts: [0.1, 0.25, 0.5, 1, 2],
  says: (amount, place = '') => `noise of ${deviations(amount)} on every number${place}`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) =>
    eachNumber(request, ({ name, column }) => {
      const scale = request.amount * statisticsOf(column).std;
      const normal = request.draws.normal(name);
      return (value, row) => value + scale * (normal[row] as number);
    }),
};
