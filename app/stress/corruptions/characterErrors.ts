import { percent } from '../amounts.ts';
import { changeCharacters, characterShares } from '../characters.ts';
import type { Corruption } from '../corruption.ts';
import { textPartCorruption } from '../textCorruption.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';

function drawnLetter(draw: number): string {
  return letters[Math.floor(draw * letters.length)] as string;
}

/** A letter that is not the character itself. */
function otherLetter(character: string, draw: number): string {
  const at = letters.indexOf(character);
  if (at < 0) return drawnLetter(draw);
  return letters[(at + 1 + Math.floor(draw * (letters.length - 1))) % letters.length] as string;
}

function characterError(what: string, help: string, change: (character: string, draw: number) => string): Corruption {
  return textPartCorruption({
    id: `characters-${what}`,
    title: `Characters ${what}`,
    help,
    amounts: characterShares,
    says: (amount, place = '') => `${percent(amount)} of the characters${place} ${what}`,
    columns: 'text',
    change: (text, amount, draw) => changeCharacters(text, amount, draw, change),
  });
}

/** nlpaug's RandomCharAug and TextAttack's CharSwap: any character, white space and punctuation too. */
export const characterErrors: readonly Corruption[] = [
  characterError('deleted', 'Keys that stick and lines that drop bytes: characters get lost.', () => ''),
  characterError(
    'inserted',
    'Bouncing keys and disturbed lines: characters come in between.',
    (character, draw) => character + drawnLetter(draw),
  ),
  characterError('replaced', 'Disturbed lines and tired people: characters become others.', otherLetter),
];
