import { short } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { eachNumber } from '../eachColumn.ts';

const dayMs = 86_400_000;

export const dateShift: Corruption = {
  id: 'date-shift',
  title: 'Dates later',
  family: 'values',
  help: 'The model is used long after its data were taken, or a clock is set wrong: every date is later.',
  amounts: [1, 7, 30, 180, 365],
  says: (amount, place = '') => `every date${place} ${short(amount)} day${amount === 1 ? '' : 's'} too late`,
  continuous: true,
  reach: { of: 'cells', fits: ({ kind, column }) => kind === 'time' && column.kind !== 'text' },
  damage: (request) => eachNumber(request, () => (value) => value + Math.round(request.amount * dayMs)),
};
