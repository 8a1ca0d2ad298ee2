import type { EditRule } from './editRule.ts';

export const missingCell: EditRule = {
  kind: 'missing',
  title: 'A cell is missing',
  sizes: '1',
  propose: ({ value, isText }) => {
    if (value === null) return [];
    const edits = [{ to: null, size: 1, how: '' }];
    return isText && value !== '' ? [...edits, { to: '', size: 1, how: 'an empty text' }] : edits;
  },
};
