import type { EditRule } from './editRule.ts';

/** Every other category that the data have. */
export const otherCategory: EditRule = {
  kind: 'category',
  title: 'Another category',
  sizes: '1',
  propose: ({ choices, value }) =>
    choices.filter(({ text }) => text !== value).map(({ text }) => ({ to: text, size: 1, how: '' })),
};
