import type { Column } from '../../base/columns.ts';
import { largeShares, shareOfRows } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { withOther } from '../otherColumn.ts';
import type { StressTable } from '../stressTable.ts';

/** Neighbours of the same kind, in the order in which they feed the model: first and second, third and fourth ... */
function pairs({ features }: StressTable): [string, string][] {
  const waiting = new Map<string, string>();
  const found: [string, string][] = [];
  for (const { name, kind, column } of features) {
    // Bytes a number: what one column holds, the other can hold too.
    const key = `${kind} ${column.kind} ${column.kind === 'text' ? '' : column.values.BYTES_PER_ELEMENT}`;
    const partner = waiting.get(key);
    if (partner === undefined) {
      waiting.set(key, name);
      continue;
    }
    waiting.delete(key);
    found.push([partner, name]);
  }
  return found;
}

/** jenga's SwappedValues, for every pair at once. */
export const swappedColumns: Corruption = {
  id: 'swapped-columns',
  title: 'Columns swapped',
  family: 'columns',
  help: 'Two columns of the same kind change places: a form filled in the wrong order, a file with its columns rearranged.',
  amounts: largeShares,
  says: (amount) => `${shareOfRows(amount)} with columns of the same kind swapped in pairs`,
  continuous: true,
  reach: { of: 'table', fits: (table) => pairs(table).length > 0 },
  damage: ({ table, amount, draws }) => {
    const columns = new Map<string, Column>();
    for (const [first, second] of pairs(table)) {
      const draw = draws.uniform(first);
      const hit = (row: number): boolean => (draw[row] as number) < amount;
      const one = table.columns.get(first) as Column;
      const other = table.columns.get(second) as Column;
      columns.set(first, withOther(one, other, hit));
      columns.set(second, withOther(other, one, hit));
    }
    return { columns };
  },
};
