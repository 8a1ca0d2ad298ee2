import { shareOfRows, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';

/** A row that comes twice comes right after itself. */
export const duplicatedRows: Corruption = {
  id: 'duplicated-rows',
  title: 'Rows duplicated',
  family: 'rows',
  help: 'A message is delivered twice, a file is loaded again: some rows count double.',
  amounts: shares,
  says: (amount) => `${shareOfRows(amount)} coming twice`,
  continuous: true,
  reach: { of: 'table', fits: () => true },
  damage: ({ table, amount, draws }) => {
    const draw = draws.uniform('\0duplicated');
    const rows: number[] = [];
    for (let row = 0; row < table.rowCount; row++) {
      rows.push(row);
      if ((draw[row] as number) < amount) rows.push(row);
    }
    return { rows: Int32Array.from(rows) };
  },
};
