import { countUpTo } from '../../base/sortedSearch.ts';

/** Which cell of a baseline a value falls into: bins of numbers between bounds, or categories by name. */
export interface CellPlan {
  /** Inner bounds, ascending; a bin begins with its lower bound. */
  edges?: readonly number[] | undefined;
  categories?: readonly string[] | undefined;
}

/** Cells of numbers: one more than bounds. */
export function numberCell(edges: readonly number[], value: number): number {
  return countUpTo(edges, value);
}

/** Index of each category; a text that is none of them belongs to the cell after the last. */
export function categoryIndex(categories: readonly string[]): ReadonlyMap<string, number> {
  return new Map(categories.map((category, index) => [category, index]));
}

export function cellCount({ edges, categories }: CellPlan): number {
  return (categories ?? edges ?? []).length + 1;
}
