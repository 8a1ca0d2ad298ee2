import { shareOfCells, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { hitNumbers, isQuantity } from '../eachColumn.ts';
import { unitFactor } from '../unitFactor.ts';

/** Unit errors downwards; integers are rounded. */
export const unitSmaller: Corruption = {
  id: 'unit-smaller',
  title: 'Unit error: too small',
  family: 'values',
  help: 'Somebody sends grams as kilograms, or the dot of 1.250 is read as a decimal point: numbers are 10, 100 or 1,000 times too small.',
  amounts: shares,
  says: (amount, place) => `${shareOfCells(amount, place)} 10, 100 or 1,000 times too small`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) =>
    hitNumbers(request, ({ name }) => {
      const factor = unitFactor(request.draws, name);
      return (value, row) => value / factor(row);
    }),
};
