import { shareOfCells, shares } from '../amounts.ts';
import { numbersIn } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { hitNumbers, isQuantity } from '../eachColumn.ts';

/**
 * 2.5 -> 25, 0.125 -> 125: the digits without the point, of the number rounded to six significant ones, as spreadsheets show it.
 * By arithmetic, for writing and reading each number would take longer than inference. Below 1e-6 numbers are written otherwise.
 */
function withoutSeparator(value: number): number {
  const size = Math.abs(value);
  if (!(size >= 1e-6 && size < 1e15)) return value;
  let decade = 1;
  while (decade <= size) decade *= 10;
  while (decade / 10 > size) decade /= 10;
  let scaled = size;
  let half = 5e-7 * decade;
  while (Math.abs(scaled - Math.round(scaled)) > half) {
    scaled *= 10;
    half *= 10;
  }
  return scaled === size ? value : Math.sign(value) * Math.round(scaled);
}

export const lostSeparator: Corruption = {
  id: 'lost-separator',
  title: 'Decimal separator lost',
  family: 'values',
  help: 'A file with decimal commas is read as if the comma separated thousands: 2,5 becomes 25.',
  amounts: shares,
  says: (amount, place) => `${shareOfCells(amount, place)} without their decimal separator`,
  continuous: true,
  reach: {
    of: 'cells',
    fits: (column) => isQuantity(column) && numbersIn(column.column).some((value) => Number.isFinite(value) && value % 1 !== 0),
  },
  damage: (request) => hitNumbers(request, () => withoutSeparator),
};
