import { percent, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { hasLabels, withLabels } from '../labelCells.ts';

/** Another class, each with the same chance; of a regression, the label of a labelled row drawn. */
export const labelNoise: Corruption = {
  id: 'label-noise',
  title: 'Wrong labels',
  family: 'labels',
  help: 'People who label make mistakes: the truth that the model is measured against is itself wrong here and there.',
  amounts: shares,
  says: (amount) => `${percent(amount)} of the labels wrong`,
  continuous: true,
  reach: { of: 'table', fits: hasLabels },
  damage: ({ table, amount, draws }) => {
    const draw = draws.uniform('\0label noise');
    const which = draws.second('\0label noise', 'label');
    const others = table.task === 'regression' ? (table.actual as Float64Array).filter((label) => label === label) : null;
    return {
      actual: withLabels(table, (label, row) => {
        if ((draw[row] as number) >= amount) return undefined;
        if (others) return others[Math.floor(which(row) * others.length)];
        const step = 1 + Math.floor(which(row) * (table.classes.length - 1));
        return (label + step) % table.classes.length;
      }),
    };
  },
};
