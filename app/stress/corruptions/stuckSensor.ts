import { percent, shares } from '../amounts.ts';
import { takeColumn } from '../columnRows.ts';
import type { Corruption } from '../corruption.ts';
import { eachColumn, isQuantity } from '../eachColumn.ts';
import { inStretches, rowOrder } from '../rowOrder.ts';

/** Repeats the last reading before the stretch, in the order of time; where there is none before, the readings stay. */
export const stuckSensor: Corruption = {
  id: 'stuck-sensor',
  title: 'Sensor stuck at its last value',
  family: 'order',
  help: 'A sensor or a feed hangs: for a while the same number comes again and again.',
  amounts: shares,
  says: (amount, place = '') => `the last value repeated${place} for ${percent(amount)} of the time`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: ({ columns, table, amount, draws }) => {
    const { rows } = rowOrder(table);
    return eachColumn(columns, ({ name, column }) => {
      const stuck = inStretches(table, amount, draws.second(name, 'stretch'));
      const source = new Int32Array(rows.length);
      let last = -1;
      for (const row of rows) {
        if (last < 0 || !stuck(row)) last = row;
        source[row] = last;
      }
      return takeColumn(column, source);
    });
  },
};
