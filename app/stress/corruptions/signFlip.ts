import { shareOfCells, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { hitNumbers, isQuantity } from '../eachColumn.ts';

export const signFlip: Corruption = {
  id: 'sign-flip',
  title: 'Sign flipped',
  family: 'values',
  help: 'Debit and credit, west and east, or the poles of a sensor are mixed up: numbers come with the other sign.',
  amounts: shares,
  says: (amount, place) => `${shareOfCells(amount, place)} with the other sign`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) => hitNumbers(request, () => (value) => 0 - value),
};
