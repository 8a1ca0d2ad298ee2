// The values of a column that partial dependence is taken at.
import { countUpTo } from '../../base/sortedSearch.ts';
import type { Cell } from '../../api/schemas/common.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import type { Column } from '../../base/columns.ts';
import { cellOf } from './cellValues.ts';

export interface Grid {
  kind: 'number' | 'time' | 'category';
  values: Cell[];
  /** Share of the rows with a value that is at or below it; of a category, that is it. */
  share: number[];
}

/**
 * Of the rows given. Numbers and times: every distinct value where there are at most `points`, else the quantiles at equal
 * steps from the smallest to the largest (inverted distribution function: always values that occur), so that the grid is
 * finest where the rows are. Texts and truth values: the most frequent ones.
 */
export function dependenceGrid(column: Column, profile: ColumnProfile, points: number): Grid {
  const kind =
    profile.type === 'datetime' ? 'time' : column.kind === 'text' || profile.type === 'boolean' ? 'category' : 'number';
  return kind === 'category' ? categories(column, profile, points) : { kind, ...quantiles(column, profile, points) };
}

function categories(column: Column, profile: ColumnProfile, points: number): Grid {
  const counts = new Map<Cell, number>();
  const rows = column.kind === 'text' ? column.codes.length : column.values.length;
  let present = 0;
  for (let row = 0; row < rows; row++) {
    const cell = cellOf(column, row, profile);
    if (cell === null) continue;
    present++;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const most = [...counts].sort(([a, m], [b, n]) => n - m || (String(a) < String(b) ? -1 : 1)).slice(0, points);
  return { kind: 'category', values: most.map(([value]) => value), share: most.map(([, count]) => count / present) };
}

function quantiles(column: Column, profile: ColumnProfile, points: number): Omit<Grid, 'kind'> {
  if (column.kind === 'text') return { values: [], share: [] };
  const present: number[] = [];
  for (let row = 0; row < column.values.length; row++) {
    const value = Number(column.values[row]);
    if (column.valid?.[row] !== 0 && Number.isFinite(value)) present.push(value);
  }
  present.sort((a, b) => a - b);
  const distinct = [...new Set(present)];
  const last = present.length - 1;
  const chosen =
    distinct.length <= points
      ? distinct
      : [...new Set(Array.from({ length: points }, (_, k) => present[Math.round((k * last) / (points - 1))] as number))];
  return {
    values: chosen.map((value) => (profile.type === 'datetime' ? new Date(value).toISOString() : value)),
    share: chosen.map((value) => countUpTo(present, value) / present.length),
  };
}
