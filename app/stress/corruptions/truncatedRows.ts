import { shareOfRows, shares } from '../amounts.ts';
import { withMissing } from '../cells.ts';
import type { Corruption } from '../corruption.ts';
import { eachColumn } from '../eachColumn.ts';

/** The columns that feed the model are lost from a drawn one on, in their order; the last one always. */
export const truncatedRows: Corruption = {
  id: 'truncated-rows',
  title: 'Rows cut off',
  family: 'rows',
  help: 'Lines end too early: a transfer broken off, a form sent before its last page.',
  amounts: shares,
  says: (amount) => `${shareOfRows(amount)} ending somewhere in the middle`,
  continuous: true,
  reach: { of: 'table', fits: ({ features }) => features.length > 1 },
  damage: ({ table, amount, draws }) => {
    const { features, rowCount } = table;
    const draw = draws.uniform('\0truncated');
    const where = draws.second('\0truncated', 'column');
    const from = new Int32Array(rowCount).fill(features.length);
    for (let row = 0; row < rowCount; row++) {
      if ((draw[row] as number) < amount) from[row] = 1 + Math.floor(where(row) * (features.length - 1));
    }
    const places = new Map(features.map((column, place) => [column, place]));
    return eachColumn(features.slice(1), (column) => {
      const place = places.get(column) as number;
      return withMissing(column.column, (row) => place >= (from[row] as number));
    });
  },
};
