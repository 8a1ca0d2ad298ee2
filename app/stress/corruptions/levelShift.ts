import { deviations } from '../amounts.ts';
import { statisticsOf } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { eachNumber, isQuantity } from '../eachColumn.ts';
import { rowOrder } from '../rowOrder.ts';

/** From the middle of the rows on, in the order of time; up or down by chance, for each column. */
export const levelShift: Corruption = {
  id: 'level-shift',
  title: 'Level shift',
  family: 'order',
  help: 'A sensor is exchanged, a definition changes: from one day on all numbers are higher or lower.',
  amounts: [0.1, 0.25, 0.5, 1, 2],
  says: (amount, place = '') => `a shift${place} of ${deviations(amount)} in the later half of the rows`,
  continuous: true,
  reach: { of: 'cells', fits: (column, table) => isQuantity(column) && table.time !== null },
  damage: (request) => {
    const { positions } = rowOrder(request.table);
    const middle = positions.length / 2;
    return eachNumber(request, ({ name, column }) => {
      const sign = request.draws.seedOf(`\0direction ${name}`) % 2 === 0 ? 1 : -1;
      const shift = sign * request.amount * statisticsOf(column).std;
      return (value, row) => ((positions[row] as number) >= middle ? value + shift : undefined);
    });
  },
};
