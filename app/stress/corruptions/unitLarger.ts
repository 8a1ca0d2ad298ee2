import { shareOfCells, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { hitNumbers, isQuantity } from '../eachColumn.ts';
import { unitFactor } from '../unitFactor.ts';

/** Unit errors upwards; jenga's Scaling. */
export const unitLarger: Corruption = {
  id: 'unit-larger',
  title: 'Unit error: too large',
  family: 'values',
  help: 'Somebody sends metres as centimetres or millimetres: numbers are 10, 100 or 1,000 times too large.',
  amounts: shares,
  says: (amount, place) => `${shareOfCells(amount, place)} 10, 100 or 1,000 times too large`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) =>
    hitNumbers(request, ({ name }) => {
      const factor = unitFactor(request.draws, name);
      return (value, row) => value * factor(row);
    }),
};
