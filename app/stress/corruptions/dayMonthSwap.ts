import { shareOfCells, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { hitNumbers } from '../eachColumn.ts';

/** 3 April -> 4 March, at the same time of day; days after the 12th cannot be read that way and stay. */
function swapped(timeMs: number): number {
  const date = new Date(timeMs);
  const day = date.getUTCDate();
  return day <= 12 ? date.setUTCFullYear(date.getUTCFullYear(), day - 1, date.getUTCMonth() + 1) : timeMs;
}

export const dayMonthSwap: Corruption = {
  id: 'day-month-swap',
  title: 'Day and month swapped',
  family: 'values',
  help: 'The date 03/04 is read as 4 March where 3 April was meant.',
  amounts: shares,
  says: (amount, place) => `day and month swapped in ${shareOfCells(amount, place)}, where the day allows it`,
  continuous: true,
  reach: { of: 'cells', fits: ({ kind, column }) => kind === 'time' && column.kind !== 'text' },
  damage: (request) => hitNumbers(request, () => swapped),
};
