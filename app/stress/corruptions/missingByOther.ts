import { shareOfCells, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { drivingRanks } from '../drivingRanks.ts';
import { missingByRank } from '../missingByRank.ts';

/**
 * Missing at random (MAR): whether a cell is lost depends on the percentile of another column. jenga and badgers take a window
 * of percentiles and lose nothing outside of it; here the chance grows from none to twice the mean.
 */
export const missingByOther: Corruption = {
  id: 'missing-by-other',
  title: 'Missing by another column',
  family: 'missing',
  help: 'Cells get lost the more often the higher another column is: a question that older people skip, a sensor that fails in the heat.',
  amounts: shares,
  says: (amount, place = '') => `${shareOfCells(amount)} missing${place}, mostly where another column is high`,
  continuous: true,
  reach: { of: 'cells', fits: () => true },
  damage: (request) => missingByRank(request, ({ name }) => drivingRanks(request.table, name, request.draws)),
};
