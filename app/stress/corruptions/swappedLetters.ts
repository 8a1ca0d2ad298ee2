import { isLetterAt } from '../characters.ts';
import type { TextDraw } from '../draws.ts';
import { textPartCorruption } from '../textCorruption.ts';

/** Places where two different letters lie side by side. */
function letterPairs(text: string): number[] {
  const places: number[] = [];
  let before = false;
  for (let at = 0; at < text.length; at++) {
    const letter = isLetterAt(text, at);
    if (letter && before && text.charAt(at - 1) !== text.charAt(at)) places.push(at - 1);
    before = letter;
  }
  return places;
}

/** The pairs with the lowest draws; one that touches a former is passed over. */
function swapPairs(text: string, count: number, draw: TextDraw): string {
  const places = letterPairs(text);
  const draws = places.map(draw);
  const characters = text.split('');
  for (let left = count; left > 0; left--) {
    let best = -1;
    for (let i = 0; i < places.length; i++) if ((draws[i] as number) < (draws[best] ?? 1)) best = i;
    const at = places[best];
    if (at === undefined) break;
    [characters[at], characters[at + 1]] = [text.charAt(at + 1), text.charAt(at)];
    for (let i = Math.max(0, best - 1); i <= best + 1; i++) if (Math.abs((places[i] ?? -2) - at) <= 1) draws[i] = 1;
  }
  return characters.join('');
}

/** CheckList's add_typos. */
export const swappedLetters = textPartCorruption({
  id: 'swapped-letters',
  title: 'Swapped letters',
  help: 'Fast typing: two neighbouring letters change places.',
  amounts: [1, 2, 3, 4, 5],
  continuous: false,
  says: (amount, place = '') =>
    `${Math.round(amount)} pair${Math.round(amount) === 1 ? '' : 's'} of letters swapped in every text${place}`,
  columns: 'text',
  change: (text, amount, draw) => swapPairs(text, Math.round(amount), draw),
});
