import { percent, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { eachMissing } from '../eachColumn.ts';
import { inStretches } from '../rowOrder.ts';

/** The same stretches for every column: the whole record is lost. */
export const gaps: Corruption = {
  id: 'gaps',
  title: 'Gaps in time',
  family: 'order',
  help: 'The connection is down for a while: nothing arrives, then everything again.',
  amounts: shares,
  says: (amount, place = '') => `no readings${place} for ${percent(amount)} of the time`,
  continuous: true,
  reach: { of: 'cells', fits: (_, table) => table.time !== null },
  damage: (request) => {
    const gap = inStretches(request.table, request.amount, request.draws.second('\0gaps', 'stretch'));
    return eachMissing(request, () => gap);
  },
};
