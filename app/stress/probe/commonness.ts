import type { Cell } from '../../api/schemas/common.ts';
import type { EditableCell } from './edits/editRule.ts';

/**
 * The share of the rows that hold such a value: for texts and truth values the very same one, for numbers and times one in
 * the same bin of the column's histogram, for a missing cell the missing ones. 0 = nobody has seen it.
 */
export function commonness({ profile, choices }: EditableCell, to: Cell, rows: number): number {
  if (rows === 0) return 0;
  if (to === null) return profile.missing / rows;
  const text = String(to);
  const listed = choices.find((choice) => choice.text === text)?.count ?? profile.top.find(({ value }) => value === text)?.count;
  const { histogram } = profile;
  const value = profile.type === 'datetime' ? Date.parse(text) : typeof to === 'number' ? to : NaN;
  if (!histogram || Number.isNaN(value)) return (listed ?? 0) / rows;
  const { edges, counts } = histogram;
  const last = counts.length - 1;
  const bin = counts.findIndex(
    (_count, at) => value >= (edges[at] ?? NaN) && (value < (edges[at + 1] ?? NaN) || (at === last && value === edges[at + 1])),
  );
  return Math.max(listed ?? 0, counts[bin] ?? 0) / rows;
}
