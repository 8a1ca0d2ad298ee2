import { shareOfCells } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { textCorruption } from '../textCorruption.ts';
import { firstNames, places } from '../words/names.ts';
import { wholeWords } from '../words/wholeWords.ts';

/** Every known name becomes another of the list, the same one throughout a text. */
function swapOf(kind: 'names' | 'places', help: string, list: readonly string[]): Corruption {
  const known = new Map(list.map((name, at) => [name, at]));
  const any = new RegExp(wholeWords(list), 'u');
  const all = new RegExp(wholeWords(list), 'gu');
  return textCorruption({
    id: `${kind}-changed`,
    title: `Other ${kind}`,
    help,
    says: (amount, place) => `${shareOfCells(amount, place)} with other ${kind}`,
    columns: 'text',
    fits: (text) => any.test(text),
    change: (text, draw) => {
      const step = 1 + Math.floor(draw(0) * (list.length - 1));
      return text.replace(all, (name) => list[((known.get(name) as number) + step) % list.length] as string);
    },
  });
}

/** CheckList's change_names and change_location: the answer should not depend on them. */
export const swappedNames: readonly Corruption[] = [
  swapOf('names', 'The same message about somebody else: James becomes Priya. The answer should not depend on it.', firstNames),
  swapOf('places', 'The same message from somewhere else: Paris becomes Nairobi. The answer should rarely depend on it.', places),
];
