import { percent } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { drivingRanks } from '../drivingRanks.ts';
import { hasLabels, withLabels } from '../labelCells.ts';

/**
 * In the rows whose percentile rank in a drawn column is highest, another class is right: the next one, so that rows that
 * looked alike still have the same label. Of a regression, the label is mirrored at the mean of the labels.
 */
export const conceptShift: Corruption = {
  id: 'concept-shift',
  title: 'Concept shift',
  family: 'shift',
  help: 'What was right becomes wrong for a part of the world: a new rule, a new fashion, a recession.',
  amounts: [0.02, 0.05, 0.1, 0.2, 0.4],
  says: (amount) => `another answer being right for the ${percent(amount)} of the rows that are highest in one column`,
  continuous: true,
  reach: { of: 'table', fits: hasLabels },
  damage: ({ table, amount, draws }) => {
    const ranks = drivingRanks(table, null, draws);
    const inSlice = (row: number): boolean => (ranks[row] as number) >= 1 - amount;
    if (table.task !== 'regression') {
      const count = table.classes.length;
      return { actual: withLabels(table, (label, row) => (inSlice(row) ? (label + 1) % count : undefined)) };
    }
    const known = (table.actual as Float64Array).filter((label) => label === label);
    const mean = known.reduce((sum, label) => sum + label, 0) / known.length;
    return { actual: withLabels(table, (label, row) => (inSlice(row) ? 2 * mean - label : undefined)) };
  },
};
