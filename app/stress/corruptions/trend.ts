import { deviations } from '../amounts.ts';
import { statisticsOf } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { eachNumber, isQuantity } from '../eachColumn.ts';
import { rowOrder } from '../rowOrder.ts';

/** A straight line from nothing at the first row to `amount` standard deviations at the last; up or down by chance. */
export const trend: Corruption = {
  id: 'trend',
  title: 'Slow drift',
  family: 'order',
  help: 'A sensor ages, prices rise: numbers creep away from what they were, row by row.',
  amounts: [0.25, 0.5, 1, 2, 4],
  says: (amount, place = '') => `a drift${place} that grows to ${deviations(amount)} at the last row`,
  continuous: true,
  reach: { of: 'cells', fits: (column, table) => isQuantity(column) && table.time !== null },
  damage: (request) => {
    const { positions } = rowOrder(request.table);
    const last = Math.max(1, positions.length - 1);
    return eachNumber(request, ({ name, column }) => {
      const sign = request.draws.seedOf(`\0direction ${name}`) % 2 === 0 ? 1 : -1;
      const end = sign * request.amount * statisticsOf(column).std;
      return (value, row) => value + (end * (positions[row] as number)) / last;
    });
  },
};
