import { shareOfCells } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { textCorruption } from '../textCorruption.ts';

const ends = ['.', '!', '?', '...', '!!!', ' ?', ',', ';'];

/** CheckList's punctuation: taken away everywhere, or put at the end. */
const withoutPunctuation = textCorruption({
  id: 'punctuation-lost',
  title: 'Punctuation lost',
  help: 'Text from speech or from hurried people comes without commas and full stops.',
  says: (amount, place) => `${shareOfCells(amount, place)} without punctuation`,
  columns: 'text',
  fits: (text) => /\p{P}/u.test(text),
  change: (text) => text.replace(/\p{P}+/gu, ''),
});

const addedPunctuation = textCorruption({
  id: 'punctuation-added',
  title: 'Punctuation added',
  help: 'People end a text with a full stop, an exclamation mark, three of them, or dots.',
  says: (amount, place) => `${shareOfCells(amount, place)} with punctuation at the end`,
  columns: 'text',
  change: (text, draw) => text + (ends[Math.floor(draw(0) * ends.length)] as string),
});

export const punctuation: readonly Corruption[] = [withoutPunctuation, addedPunctuation];
