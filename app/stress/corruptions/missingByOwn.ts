import { shareOfCells, shares } from '../amounts.ts';
import { ranksOf } from '../columnStatistics.ts';
import type { Corruption } from '../corruption.ts';
import { missingByRank } from '../missingByRank.ts';

/** Missing not at random (MNAR): whether a cell is lost depends on its own percentile; of texts, on how rare they are. */
export const missingByOwn: Corruption = {
  id: 'missing-by-own',
  title: 'Missing by its own value',
  family: 'missing',
  help: 'High numbers and rare texts get lost the most: a gauge at its end stop, an income that nobody tells.',
  amounts: shares,
  says: (amount, place = '') => `${shareOfCells(amount)} missing${place}, mostly where the value is high or rare`,
  continuous: true,
  reach: { of: 'cells', fits: () => true },
  damage: (request) => missingByRank(request, ({ column }) => ranksOf(column)),
};
