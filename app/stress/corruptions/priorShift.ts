import { shareOfRows } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import type { StressTable } from '../stressTable.ts';

/** Rows of the rarest class that has any; of equally rare ones, the last. Null where there is only one class. */
function rarest({ actual, classes, task }: StressTable): number[] | null {
  if (!actual || task === 'regression') return null;
  const byClass: number[][] = classes.map(() => []);
  actual.forEach((label, row) => byClass[label]?.push(row));
  const present = byClass.filter((rows) => rows.length > 0);
  return present.length < 2 ? null : present.reduce((least, rows) => (rows.length <= least.length ? rows : least));
}

/** A row that is hit becomes a drawn row of the rarest class. */
export const priorShift: Corruption = {
  id: 'prior-shift',
  title: 'Prior shift',
  family: 'shift',
  help: 'The rarest class becomes common: an epidemic, a wave of fraud, a new campaign. The cases look as before.',
  amounts: [0.1, 0.25, 0.5, 0.75, 0.9],
  says: (amount) => `${shareOfRows(amount)} replaced by rows of the rarest class`,
  continuous: true,
  reach: { of: 'table', fits: (table) => rarest(table) !== null },
  damage: ({ table, amount, draws }) => {
    const from = rarest(table);
    if (!from) return {};
    const draw = draws.uniform('\0prior');
    const which = draws.second('\0prior', 'row');
    const rows = new Int32Array(table.rowCount);
    for (let row = 0; row < rows.length; row++) {
      rows[row] = (draw[row] as number) < amount ? (from[Math.floor(which(row) * from.length)] as number) : row;
    }
    return { rows };
  },
};
