import { counted } from '../../base/counts.ts';
import { grades, measureOf, type QuickCheck } from '../check.ts';
import { percent, quoted } from '../words.ts';

export const constantColumns: QuickCheck = {
  id: 'constant',
  title: 'Constant columns',
  help: 'Columns in which one value fills (almost) every cell that is not missing: they tell rows apart in next to no case.',
  measure: 'share of the most frequent value among the cells that are not missing',
  bad: 'above',
  thresholds: grades('share', { info: 0.95, warn: 0.9999, fail: null }),
  quick({ card, columns, roles }) {
    const filled = columns.filter((column) => column.missing < card.rows && card.rows > 1);
    return {
      tested: filled.length,
      measures: filled.flatMap((column) => {
        const present = card.rows - column.missing;
        const [most] = column.top;
        if (!most || present < 2) return [];
        const share = most.count / present;
        if (share <= 0.5) return [];
        const others = present - most.count;
        return measureOf({
          key: column.name,
          columns: [column.name],
          count: others,
          share: others / Math.max(1, card.rows),
          value: share,
          message:
            others === 0
              ? `"${column.name}" has one value only: ${quoted(most.value)}.`
              : `"${column.name}" is ${quoted(most.value)} in ${percent(share)} of the rows that have a value; ${counted(others, 'row')} differ.`,
          advice:
            column.name === roles.target?.name
              ? 'A label that (almost) never differs: a model that always says the same is as right, and what it gets wrong is hardly seen.'
              : others === 0
                ? 'Leave the column out: a model can learn nothing from it, and what it does with another value was never seen.'
                : 'Look at the rows that differ: they may be errors, or the only ones in which the column says anything.',
          ...(others > 0 && {
            rows: {
              kind: 'filters',
              filters: [
                { column: column.name, op: 'ne', value: cellOf(most.value, column.storage) },
                { column: column.name, op: 'present' },
              ],
            },
          }),
        });
      }),
    };
  },
};

function cellOf(text: string, storage: string): string | boolean {
  return storage === 'BOOLEAN' ? text === 'true' : text;
}
