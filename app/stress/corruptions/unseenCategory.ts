import { shareOfCells, shares } from '../amounts.ts';
import { withChangedTexts } from '../cells.ts';
import type { Corruption, StressColumn } from '../corruption.ts';
import { codesOf } from '../dictionaryCodes.ts';
import { eachColumn } from '../eachColumn.ts';

/** A text that the column never held, in these rows or among the most frequent of all. */
function newText(dictionary: readonly string[], { profile }: StressColumn): string {
  const known = codesOf(dictionary);
  const common = new Set(profile.top.map(({ value }) => value));
  let text = 'new category';
  for (let i = 2; known.has(text) || common.has(text); i++) text = `new category ${i}`;
  return text;
}

export const unseenCategory: Corruption = {
  id: 'unseen-category',
  title: 'Unseen category',
  family: 'categories',
  help: 'A new product, airport or code appears that the model has never seen.',
  amounts: shares,
  says: (amount, place) => `${shareOfCells(amount, place)} holding a new category`,
  continuous: true,
  reach: { of: 'cells', fits: ({ kind }) => kind === 'category' },
  damage: ({ columns, amount, draws }) =>
    eachColumn(columns, (one) => {
      const { name, column } = one;
      if (column.kind !== 'text') return column;
      const draw = draws.uniform(name);
      const text = newText(column.dictionary, one);
      return withChangedTexts(column, { hit: (row) => (draw[row] as number) < amount, change: () => text });
    }),
};
