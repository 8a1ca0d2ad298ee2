import { shareOfCells, shares } from '../amounts.ts';
import { confidenceRanks } from '../confidence.ts';
import type { Corruption } from '../corruption.ts';
import { missingByRank } from '../missingByRank.ts';

/** As missingWhereSure, the other way round. Nothing for models without scores. */
export const missingWhereUnsure: Corruption = {
  id: 'missing-where-unsure',
  title: 'Missing where the model is unsure',
  family: 'missing',
  help: 'Cells get lost in the rows that are hard already: odd cases are often the ones with incomplete records.',
  amounts: shares,
  says: (amount, place = '') => `${shareOfCells(amount)} missing${place}, mostly where the model is least sure`,
  continuous: true,
  reach: { of: 'cells', fits: (_, table) => table.task !== 'regression' },
  damage: (request) => {
    const unsure = confidenceRanks(request.clean)?.map((rank) => 1 - rank);
    return unsure ? missingByRank(request, () => unsure) : {};
  },
};
