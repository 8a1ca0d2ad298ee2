import { takeColumn } from '../columnRows.ts';
import type { Corruption } from '../corruption.ts';
import { eachColumn } from '../eachColumn.ts';
import { rowOrder } from '../rowOrder.ts';
import { isSeries } from '../serial.ts';

/** Only every k-th reading is taken, and held until the next (zero-order hold). Powers of two: what is kept at 4 is kept at 2. */
export const sampleRate: Corruption = {
  id: 'sample-rate',
  title: 'Lower sample rate',
  family: 'order',
  help: 'A source is asked less often, and its last answer is used until the next.',
  amounts: [2, 4, 8, 16, 32],
  says: (amount, place = '') => `one reading in ${Math.round(amount)}${place}, held until the next`,
  continuous: false,
  reach: { of: 'cells', fits: isSeries },
  damage: ({ columns, table, amount }) => {
    const { rows } = rowOrder(table);
    const every = Math.max(1, Math.round(amount));
    const source = new Int32Array(rows.length);
    for (let position = 0; position < rows.length; position++) {
      source[rows[position] as number] = rows[position - (position % every)] as number;
    }
    return eachColumn(columns, ({ column }) => takeColumn(column, source));
  },
};
