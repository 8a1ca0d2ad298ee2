import { percent } from '../amounts.ts';
import { characterCount, firstCharacters } from '../characters.ts';
import { textPartCorruption } from '../textCorruption.ts';

/** By characters, rounded; at least one stays. */
export const truncatedText = textPartCorruption({
  id: 'truncated-text',
  title: 'Text cut off',
  help: 'A field is too short, a preview stands for the whole: only the beginning of the text arrives.',
  amounts: [0.1, 0.25, 0.5, 0.75, 0.9],
  says: (amount, place = '') => `the last ${percent(amount)} of every text${place} cut off`,
  columns: 'text',
  change: (text, amount) => firstCharacters(text, Math.max(1, Math.round(characterCount(text) * (1 - amount)))),
});
