import type { Corruption } from '../corruption.ts';
import { eachNumber } from '../eachColumn.ts';

const hourMs = 3_600_000;

/** East of Greenwich: the clock on the wall is ahead of UTC. */
export const timeZone: Corruption = {
  id: 'time-zone',
  title: 'Wrong time zone',
  family: 'values',
  help: 'Local time is taken for UTC, or summer time is forgotten: every time is hours off.',
  amounts: [1, 2, 5, 8, 12],
  says: (amount, place = '') => `every time${place} ${Math.round(amount)} hour${Math.round(amount) === 1 ? '' : 's'} late`,
  continuous: false,
  reach: { of: 'cells', fits: ({ kind, column }) => kind === 'time' && column.kind !== 'text' },
  damage: (request) => eachNumber(request, () => (value) => value + Math.round(request.amount) * hourMs),
};
