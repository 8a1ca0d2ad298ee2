import type { Corruption } from '../corruption.ts';
import { shareOfCells } from '../amounts.ts';
import { withMissing } from '../cells.ts';

/** Missing completely at random (MCAR): each cell is lost with the same chance, whatever it and the others hold. */
export const missingAtRandom: Corruption = {
  id: 'missing',
  title: 'Missing at random',
  family: 'missing',
  help: 'Cells get lost on the way, whatever they hold: a form field left blank, a packet dropped.',
  amounts: [0.01, 0.05, 0.1, 0.25, 0.5],
  says: (amount, place = '') => `${shareOfCells(amount)} missing${place}`,
  continuous: true,
  reach: { of: 'cells', fits: () => true },
  damage: ({ columns, amount, draws }) => ({
    columns: new Map(
      columns.map(({ name, column }) => {
        const draw = draws.uniform(name);
        return [name, withMissing(column, (row) => (draw[row] as number) < amount)];
      }),
    ),
  }),
};
