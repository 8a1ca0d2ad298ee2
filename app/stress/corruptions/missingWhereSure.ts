import { shareOfCells, shares } from '../amounts.ts';
import { confidenceRanks } from '../confidence.ts';
import type { Corruption } from '../corruption.ts';
import { missingByRank } from '../missingByRank.ts';

/** After jenga's MissingValuesBasedOnEntropy. Nothing for models without scores. */
export const missingWhereSure: Corruption = {
  id: 'missing-where-sure',
  title: 'Missing where the model is sure',
  family: 'missing',
  help: 'Cells get lost in the rows that the model finds easy: does it notice that it knows less, or stay as sure as before?',
  amounts: shares,
  says: (amount, place = '') => `${shareOfCells(amount)} missing${place}, mostly where the model is surest`,
  continuous: true,
  reach: { of: 'cells', fits: (_, table) => table.task !== 'regression' },
  damage: (request) => {
    const ranks = confidenceRanks(request.clean);
    return ranks ? missingByRank(request, () => ranks) : {};
  },
};
