import { Random } from '../../base/random.ts';
import { largeShares, shareOfCells } from '../amounts.ts';
import { takeColumn } from '../columnRows.ts';
import type { Corruption } from '../corruption.ts';
import { eachColumn } from '../eachColumn.ts';

/** The cells hit change places among each other, by one cycle through all of them in an order drawn (Sattolo): none stays. */
export const shuffledColumn: Corruption = {
  id: 'shuffled-column',
  title: 'Column shuffled',
  family: 'columns',
  help: 'A join by the wrong key, a column sorted on its own: right values in the wrong rows.',
  amounts: largeShares,
  says: (amount, place) => `${shareOfCells(amount, place)} in the wrong rows`,
  continuous: true,
  reach: { of: 'cells', fits: () => true },
  damage: ({ columns, table, amount, draws }) =>
    eachColumn(columns, ({ name, column }) => {
      const draw = draws.uniform(name);
      const random = new Random(draws.seedOf(`\0shuffled ${name}`));
      const source = new Int32Array(table.rowCount);
      const hit: number[] = [];
      for (let row = 0; row < source.length; row++) {
        source[row] = row;
        if ((draw[row] as number) < amount) hit.push(row);
      }
      for (let i = hit.length - 1; i > 0; i--) {
        const one = hit[i] as number;
        const other = hit[random.integer(i)] as number;
        [source[one], source[other]] = [source[other] as number, source[one] as number];
      }
      return takeColumn(column, source);
    }),
};
