import { deviations } from '../amounts.ts';
import { statisticsOf } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { eachNumber, isQuantity } from '../eachColumn.ts';
import { rowOrder } from '../rowOrder.ts';

/** Readings with a spike; the one after it, in the order of time, still has half of it. */
const share = 0.05;

export const spikes: Corruption = {
  id: 'spikes',
  title: 'Spikes',
  family: 'order',
  help: 'Bad contacts and electric disturbance: short, high spikes that die down at once.',
  amounts: [1, 2, 4, 8, 16],
  says: (amount, place = '') => `spikes of ${deviations(amount)} at 5 % of the readings${place}`,
  continuous: true,
  reach: { of: 'cells', fits: (column, table) => isQuantity(column) && table.time !== null },
  damage: (request) => {
    const { rows, positions } = rowOrder(request.table);
    return eachNumber(request, ({ name, column }) => {
      const height = request.amount * statisticsOf(column).std;
      const draw = request.draws.uniform(name);
      const side = request.draws.second(name, 'side');
      const spike = (row: number): number => ((draw[row] as number) < share ? (side(row) < 0.5 ? -height : height) : 0);
      return (value, row) => {
        const position = positions[row] as number;
        const after = position > 0 ? spike(rows[position - 1] as number) / 2 : 0;
        const offset = spike(row) + after;
        return offset === 0 ? undefined : value + offset;
      };
    });
  },
};
