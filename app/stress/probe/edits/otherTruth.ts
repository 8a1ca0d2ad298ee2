import type { EditRule } from './editRule.ts';

/** True and false that travel as numbers; written in words they are categories. */
export const otherTruth: EditRule = {
  kind: 'truth',
  title: 'True instead of false, or the other way round',
  sizes: '1',
  propose: ({ profile, isText, value }) =>
    profile.type === 'boolean' && !isText
      ? [true, false].filter((to) => to !== value).map((to) => ({ to, size: 1, how: '' }))
      : [],
};
