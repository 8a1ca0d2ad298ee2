import { repairText } from '../../../api/repairText.ts';
import type { Repair } from '../../../api/schemas/repairs.ts';
import { quantileOfSorted } from '../../../metrics/sortNumbers.ts';
import { inKind, sortedNumbers } from '../columnNumbers.ts';
import { disguisedIn } from './sentinels.ts';
import { takesText, type Candidate, type CellKind } from '../kind.ts';

/** Shares of the values that are cut off on either side. */
const tails = [0, 0.001, 0.005, 0.02];

/** Numbers beyond what the column holds become its bounds. */
export const clip: CellKind = {
  id: 'clip',
  title: 'Range of the numbers',
  help: 'Numbers beyond the usual range become its bound, so that one glitch does not decide the answer.',
  isFor: ({ id }) => ['outliers', 'spikes', 'sign-flip', 'unit-larger', 'level-shift'].includes(id),
  candidates(column) {
    const { name, about } = column;
    if (takesText(column) || about.kind === 'boolean' || about.kind === 'time') return [];
    const all = sortedNumbers(column.column);
    // A bound of 999 that means "missing" would keep what should be cut off.
    const codes = new Set(disguisedIn(all));
    const sorted = all.filter((value) => !codes.has(value));
    if (sorted.length < 20) return [];
    const ranges = tails.map((tail) => ({
      low: inKind(quantileOfSorted(sorted, tail), sorted),
      high: inKind(quantileOfSorted(sorted, 1 - tail), sorted),
    }));
    return ranges
      .filter(({ low, high }, i) => low < high && ranges.findIndex((one) => one.low === low && one.high === high) === i)
      .map((range): Candidate => {
        const repair: Repair = { kind: 'clip', ...range };
        return { says: repairText(repair), steps: [{ kind: 'repair', column: name, repair }] };
      });
  },
};
