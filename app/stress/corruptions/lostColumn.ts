import { largeShares, percent } from '../amounts.ts';
import { withMissing } from '../cells.ts';
import type { Corruption } from '../corruption.ts';
import { eachColumn } from '../eachColumn.ts';

/** One column at least, in an order drawn; more means further ones. A column that is damaged alone is always lost. */
export const lostColumn: Corruption = {
  id: 'lost-column',
  title: 'Whole column lost',
  family: 'columns',
  help: 'A column is renamed, a feed ends, an upstream system is switched off: nothing comes in it any more.',
  amounts: largeShares,
  says: (amount) => `${percent(amount)} of the columns empty, at least one`,
  continuous: false,
  reach: { of: 'cells', fits: () => true },
  damage: ({ columns, amount, draws }) => {
    const place = (name: string): number => draws.seedOf(`\0lost ${name}`);
    const order = [...columns].sort((a, b) => place(a.name) - place(b.name));
    const lost = order.slice(0, Math.max(1, Math.round(amount * order.length)));
    return eachColumn(lost, ({ column }) => withMissing(column, () => true));
  },
};
