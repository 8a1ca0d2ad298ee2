import { short } from '../amounts.ts';
import { takeColumn } from '../columnRows.ts';
import type { Corruption } from '../corruption.ts';
import { eachColumn } from '../eachColumn.ts';
import { rowOrder } from '../rowOrder.ts';
import { isSeries } from '../serial.ts';

/** The reading at position p becomes that at p + round(u), u uniform within ± amount, held within the data; each column by itself. */
export const jitter: Corruption = {
  id: 'jitter',
  title: 'Jitter in time',
  family: 'order',
  help: 'Clocks differ and messages are late: readings of different columns no longer belong to the same moment.',
  amounts: [1, 2, 5, 10, 25],
  says: (amount, place = '') => `a jitter${place} of ${short(amount)} row${amount === 1 ? '' : 's'} to either side`,
  continuous: true,
  reach: { of: 'cells', fits: isSeries },
  damage: ({ columns, table, amount, draws }) => {
    const { rows, positions } = rowOrder(table);
    return eachColumn(columns, ({ name, column }) => {
      const draw = draws.uniform(name);
      const source = positions.map((position, row) => {
        const from = position + Math.round(amount * (2 * (draw[row] as number) - 1));
        return rows[Math.min(rows.length - 1, Math.max(0, from))] as number;
      });
      return takeColumn(column, source);
    });
  },
};
