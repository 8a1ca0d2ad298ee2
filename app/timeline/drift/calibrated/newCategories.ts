import type { CategorySample } from '../samples.ts';

export interface NewCategory {
  category: string;
  /** Of the current values. */
  share: number;
}

/** Categories that the reference does not have at all, most frequent first, equally frequent ones by name. */
export function newCategories(reference: CategorySample, current: CategorySample): NewCategory[] {
  return [...current.counts]
    .filter(([category, count]) => count > 0 && !reference.counts.get(category))
    .map(([category, count]) => ({ category, share: count / current.n }))
    .sort((a, b) => b.share - a.share || (a.category < b.category ? -1 : 1));
}
