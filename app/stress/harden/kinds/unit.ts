import { repairText } from '../../../api/repairText.ts';
import type { Repair } from '../../../api/schemas/repairs.ts';
import { inKind, sortedNumbers } from '../columnNumbers.ts';
import { takesText, type Candidate, type CellKind } from '../kind.ts';

/** Of two units of one kind: one step, in one direction or in both. */
const factorSets = [[0.1], [0.01], [0.001], [10], [100], [1000], [0.1, 10], [0.01, 100], [0.001, 1000]];

/** Nothing within this factor of what occurs is in another unit. */
const leastRoom = 3;
/** A unit that part of the rows has is no glitch of a few, and not what most have. */
const minority = { least: 0.01, most: 0.25 };

/**
 * A number far outside of the usual range that lies inside when multiplied or divided by 10, 100 or 1,000 came in another unit.
 *
 * A value must never be taken for one in another unit, and the proof cannot see values that are yet to come. So the range goes
 * beyond everything that occurs by as large a factor as lies between the smallest and the largest number, by three at least: where
 * the values themselves span a factor of ten, a factor of ten tells nothing. Columns on both sides of zero reach as far down as up.
 * Counts, whole numbers from 0 or 1 up, have no unit.
 */
export const unit: CellKind = {
  id: 'unit',
  title: 'Numbers in another unit',
  help: 'Numbers that only make sense when divided or multiplied by 10, 100 or 1,000 are: grams among kilograms, millimetres among metres.',
  isFor: ({ id }) => /^unit-|^lost-separator/.test(id),
  candidates(column) {
    const { name, about } = column;
    if (takesText(column) || about.kind === 'boolean' || about.kind === 'time') return [];
    const sorted = sortedNumbers(column.column);
    const range = rangeOf(sorted);
    if (!range) return [];
    return factorSets.map((factors): Candidate => {
      const repair: Repair = { kind: 'unit', ...range, factors };
      return { says: repairText(repair), steps: [{ kind: 'repair', column: name, repair }] };
    });
  },
};

/** What a value of this column can be; null where units make no sense. Zero has no unit. */
function rangeOf(sorted: Float64Array): { low: number; high: number } | null {
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if ((first === 0 || first === 1) && sorted.every(Number.isInteger)) return null;
  const sizes = sorted
    .filter((value) => value !== 0)
    .map(Math.abs)
    .sort();
  if (sizes.length < 20) return null;
  const bulk = bulkOf(sizes);
  const [least, most] = [bulk[0] as number, bulk.at(-1) as number];
  const isBothSides = first < 0 && last > 0;
  const room = isBothSides ? leastRoom : Math.max(leastRoom, most / least);
  const low = isBothSides ? -most * room : least / room;
  const range = first < 0 && !isBothSides ? { low: -most * room, high: -low } : { low, high: most * room };
  return { low: inKind(range.low, sorted), high: inKind(range.high, sorted) };
}

/** The sizes without those of a smaller part that lies apart, and among the others when a factor is taken off. */
function bulkOf(sizes: Float64Array): Float64Array {
  for (let i = 1; i < sizes.length; i++) {
    if (!((sizes[i] as number) > leastRoom * (sizes[i - 1] as number))) continue;
    const [below, above] = [sizes.subarray(0, i), sizes.subarray(i)];
    const [bulk, part] = below.length > above.length ? [below, above] : [above, below];
    const share = part.length / sizes.length;
    if (share < minority.least || share > minority.most) continue;
    const [least, most] = [bulk[0] as number, bulk.at(-1) as number];
    const isScaled = factorSets.some(([factor = 1]) =>
      part.every((size) => size * factor >= least * 0.99 && size * factor <= most * 1.01),
    );
    if (isScaled) return bulk;
  }
  return sizes;
}
