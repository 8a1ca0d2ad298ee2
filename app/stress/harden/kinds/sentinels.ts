import { repairText } from '../../../api/repairText.ts';
import type { Repair } from '../../../api/schemas/repairs.ts';
import { sortedNumbers, textCounts } from '../columnNumbers.ts';
import { takesText, type Candidate, type CellKind, type ColumnOnBench } from '../kind.ts';

/** Numbers that people and systems write for "unknown". */
const usualNumbers = [0, -1, -9, -99, -999, -9999, 9, 99, 999, 9999, 99999, 999999];
const usualTexts = ['n/a', 'na', '#n/a', 'null', 'none', 'nil', 'nan', 'missing', 'unknown', '?', '-', '--', '.', ''];

/** A number that comes less often than this may as well be a value. */
const fewestTimes = 3;
/** What never occurs must be larger than anything that does by this factor: a busy day is not a code. */
const farFactor = 10;
/** So many times as often as any value beside it is more often than a value comes by chance. */
const spikeFactor = 10;
/** A lowest whole number that this share of the rows has is an end of the scale, not the thin end of a tail. */
const floorShare = 0.05;

/**
 * Cells that say "missing" in other words are read as missing, and meet the policy for missing cells.
 *
 * A value must never be taken for a code, since reading it as missing destroys it, and the proof cannot see values that are
 * yet to come. So a number that occurs is a code only where it lies apart from all others, below the end of a scale, or comes
 * far more often than the values beside it (0 does so in many honest columns and must lie apart). One that never occurs is a
 * code only where the column cannot reach it: upwards further off than the column is wide and more than ten times its largest
 * number; downwards only in columns without a negative number, further off than the column is wide or below the end of a scale.
 */
export const sentinels: CellKind = {
  id: 'sentinels',
  title: 'Disguised missing cells',
  help: 'Numbers such as -1 and 999 and texts such as "N/A" that stand for "missing" are read as missing.',
  isFor: ({ id }) => /^sentinel/.test(id),
  candidates(column) {
    return takesText(column) ? textCandidates(column) : numberCandidates(column);
  },
};

function candidate(name: string, values: (number | string)[]): Candidate[] {
  if (values.length === 0) return [];
  const repair: Repair = { kind: 'sentinels', values };
  return [{ says: repairText(repair), steps: [{ kind: 'repair', column: name, repair }] }];
}

/** The numbers of a column (ascending) that stand for "missing". */
export function disguisedIn(sorted: Float64Array): number[] {
  if (sorted.length === 0) return [];
  const counts = new Map<number, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  return usualNumbers.filter((code) => isDisguised(code, sorted, counts));
}

function numberCandidates({ name, column, about }: ColumnOnBench): Candidate[] {
  if (about.kind === 'boolean' || about.kind === 'time') return [];
  const sorted = sortedNumbers(column);
  if (sorted.length === 0) return [];
  const occurring = disguisedIn(sorted);
  const there = new Set(sorted);
  const values = sorted.filter((value) => !occurring.includes(value));
  const absent = usualNumbers.filter((code) => !there.has(code) && isOutOfReach(code, values));
  return [
    ...candidate(name, occurring),
    ...candidate(name, absent),
    ...(occurring.length > 0 && absent.length > 0 ? candidate(name, [...occurring, ...absent]) : []),
  ];
}

/** Whether a number that occurs stands for "missing". */
function isDisguised(code: number, sorted: Float64Array, counts: ReadonlyMap<number, number>): boolean {
  const times = counts.get(code) ?? 0;
  if (times < fewestTimes) return false;
  // Two codes beside each other must not hide each other; zero is a value in most columns.
  const others = sorted.filter((value) => value !== code && (value === 0 || !usualNumbers.includes(value)));
  const distinct = [...new Set(others)];
  const [low, high] = [distinct[0], distinct.at(-1)];
  if (low === undefined || high === undefined || low === high) return false;
  if (code < 0 && hasFloor(others)) return true;
  const gap = Math.max(low - code, code - high);
  const widest = distinct.reduce((most, value, i) => Math.max(most, value - (distinct[i - 1] ?? value)), 0);
  if (gap > (high - low) / 4 && gap > 3 * widest) return true;
  const near = distinct.sort((a, b) => Math.abs(a - code) - Math.abs(b - code)).slice(0, 6);
  return code !== 0 && times >= spikeFactor * Math.max(...near.map((value) => counts.get(value) ?? 0));
}

/** Whether a number that does not occur can be no value of this column. */
function isOutOfReach(code: number, values: Float64Array): boolean {
  const [low, high] = [values[0], values.at(-1)];
  if (low === undefined || high === undefined) return false;
  const width = high - low;
  if (code > high) return code - high > width && code > farFactor * Math.max(high, -low);
  return low >= 0 && (low - code > width || (code < 0 && hasFloor(values)));
}

/** Whether these are counts or grades: whole numbers from 0 or 1 up, many of them the lowest. */
function hasFloor(sorted: Float64Array): boolean {
  const low = sorted[0];
  if ((low !== 0 && low !== 1) || !sorted.every(Number.isInteger)) return false;
  return sorted.filter((value) => value === low).length >= floorShare * sorted.length;
}

function textCandidates({ name, column }: ColumnOnBench): Candidate[] {
  if (column.kind !== 'text') return [];
  const said = new Set(textCounts(column).map(({ text }) => text.trim().toLowerCase()));
  const occurring = usualTexts.filter((text) => said.has(text));
  const absent = usualTexts.filter((text) => !said.has(text));
  return [
    ...candidate(name, occurring),
    ...candidate(name, absent),
    ...(occurring.length > 0 ? candidate(name, usualTexts) : []),
  ];
}
