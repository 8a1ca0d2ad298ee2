import { shareOfCells } from '../amounts.ts';
import { isLetterAt } from '../characters.ts';
import type { TextDraw } from '../draws.ts';
import { neighbourKey } from '../keyboard.ts';
import { textCorruption } from '../textCorruption.ts';

/** Two letters swapped, one left out, one typed twice, or the key beside it hit; where that is not possible, typed twice. */
function slip(text: string, draw: TextDraw): string {
  const letters: number[] = [];
  for (let at = 0; at < text.length; at++) if (isLetterAt(text, at)) letters.push(at);
  const at = letters[Math.floor(draw(0) * letters.length)];
  if (at === undefined) return text;
  const [before, letter, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
  const next = after.charAt(0);
  const kind = Math.floor(4 * draw(1));
  if (kind === 0 && isLetterAt(after, 0) && next !== letter) return before + next + letter + after.slice(1);
  if (kind === 1 && text.length > 1) return before + after;
  return before + ((kind === 2 ? neighbourKey(letter, draw(2)) : undefined) ?? letter + letter) + after;
}

export const typos = textCorruption({
  id: 'typos',
  title: 'Typing errors',
  family: 'categories',
  help: 'People type: letters are swapped, left out, doubled, or the key beside is hit.',
  says: (amount, place) => `${shareOfCells(amount, place)} with one typing error`,
  columns: 'all',
  fits: (text) => /\p{L}/u.test(text),
  change: slip,
});
