import { Random } from '../../base/random.ts';
import { largeShares, shareOfCells } from '../amounts.ts';
import { categoriesOf, holdsCategories, withCategories } from '../categoryCells.ts';
import type { Corruption } from '../corruption.ts';
import { eachColumn } from '../eachColumn.ts';

/** One cyclic order of all categories, drawn: each becomes the next, none stays. jenga's CategoricalShift. */
export const permutedCategories: Corruption = {
  id: 'permuted-categories',
  title: 'Categories mixed up',
  family: 'categories',
  help: 'A code list changes its order, or an encoder was fitted anew: every category stands for another one.',
  amounts: largeShares,
  says: (amount, place) => `${shareOfCells(amount, place)} holding another category`,
  continuous: true,
  reach: { of: 'cells', fits: holdsCategories },
  damage: ({ columns, amount, draws }) =>
    eachColumn(columns, (column) => {
      const categories = categoriesOf(column.column);
      const random = new Random(draws.seedOf(`\0permuted ${column.name}`));
      for (let i = categories.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [categories[i], categories[j]] = [categories[j] as string, categories[i] as string];
      }
      const next = new Map(categories.map((category, i) => [category, categories[(i + 1) % categories.length] as string]));
      const draw = draws.uniform(column.name);
      return withCategories(column, next, (row) => (draw[row] as number) < amount);
    }),
};
